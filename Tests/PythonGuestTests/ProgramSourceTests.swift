import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

/// Which sources are accepted, and how they are read.
@Suite("ProgramSource")
struct ProgramSourceTests {
  @Test(
    "A source may be written in any of these ways",
    arguments: [
      "def f() -> int:\r\n    return 1\r\n", "def f() -> int:\r    return 1\r",
      "\u{FEFF}def f() -> int:\n    return 1\n", "def f() -> int: return 1",
      "# -*- coding: utf-8 -*-\ndef f() -> int:\n\treturn 1",
      "\n\n\n'''A docstring.'''\ndef f() -> int:\n    return 1\n\n\n",
      "# größe 日本語 🦊\ndef f() -> int:\n    größe = 1\n    return größe",
      "def f() -> int: return 1\n\u{0C}\n", "if True:\n  def f() -> int: return 1",
      "exec('def f() -> int: return 1')",
    ])
  func sources(_ source: String) throws {
    #expect(try program(source).value("f") == .int64(1))
  }

  @Test(
    "A source without functions offers none", arguments: ["", "\n", "# only this", "pass", "x = 1"])
  func empty(_ source: String) throws {
    #expect(try program(source).functions.isEmpty)
  }

  @Test func aLineIsCountedAsTheFileHasIt() throws {
    let program = try program(
      "x = 1\r\n\r\ndef f() -> int:\r\n    return x / 0\r\n", file: "crlf.py")
    let error = try failure { try program.value("f") }
    #expect(
      error.traceback == """
        Traceback (most recent call last):
          File "crlf.py", line 4, in f
            return x / 0
                   ~~^~~
        ZeroDivisionError: division by zero

        """)
  }

  @Test func onlyPythonsLineEndsCount() throws {
    let program = try program(
      "x = '\u{2028}\u{85}\u{1C}'\n\u{0C}\ndef f() -> int:\n    return x / 0\n", file: "ends.py")
    let error = try failure { try program.value("f") }
    #expect(error.traceback?.contains("line 4, in f\n    return x / 0\n") == true)
  }

  @Test func aZeroByteIsRefused() throws {
    let error = try failure { try program("x = 1\0\n", file: "zero.py") }
    #expect(error.code == .syntaxError)
    #expect(error.message == "zero.py: source code string cannot contain null bytes")
  }

  @Test func nestingThatTheParserRefusesIsAnError() throws {
    let deep = String(repeating: "(", count: 100_000)
    #expect(try failure { try program(deep) }.isWhileLoading)
    let sums = "x = " + String(repeating: "1+", count: 100_000) + "1"
    #expect(try failure { try program(sums) }.code == .pythonException)
  }

  @Test func aLargeSourceLoads() throws {
    let source = (0..<5000).map { "def _f\($0)(x):\n    return x + \($0)\n" }.joined()
    let program = try program(source + "def f(x: int) -> int:\n    return _f4999(x)\n")
    #expect(try program.value("f", .int64(1)) == .int64(5000))
  }

  @Test func whatCannotBeCalledDoesNotSpoilTheRest() throws {
    let program = try program(
      """
      import functools

      def helper(x):
          return x + 1

      def f(x: int) -> int:
          return helper(x)

      @functools.cache
      def many(**xs: int) -> int:
          return sum(xs)

      def endless(x: int):
          yield x

      async def later(x: int) -> int:
          yield x

      def pairs(x: dict[int, int]) -> int:
          return 1

      def unknown(x: "Nowhere") -> int:
          return 1

      def ring(x: int) -> int:
          return x

      ring.__wrapped__ = ring
      exec("def elsewhere(x): return x")
      count = functools.partial(f)

      class Shape:
          pass
      """, file: "mixed.py")
    #expect(program.functions.map(\.signature.name) == ["f"])
    #expect(try program.value("f", .int64(1)) == .int64(2))
    let supported =
      "None, bool, int, float, str, bytes, date, time, datetime, timedelta, Decimal, UUID, "
      + "list[…], dict[str, …], a dataclass, NamedTuple, TypedDict, Enum or Any"
    let untyped = "has no type; write x: int (or another of \(supported))"
    #expect(
      program.notOffered == [
        NotOffered(name: "helper", line: 3, reason: "parameter x of helper \(untyped)"),
        NotOffered(
          name: "many", line: 9,
          reason: "many takes **xs; name each parameter, as in x: int, y: int"),
        NotOffered(
          name: "endless", line: 13,
          reason: "endless does not say what it returns; write def endless(…) -> Iterator[int]: "
            + "(or another of \(supported))"),
        NotOffered(
          name: "later", line: 16,
          reason: "later is a generator, but is declared to return int; "
            + "write -> AsyncIterator[int], or return one value instead of yield"),
        NotOffered(
          name: "pairs", line: 19,
          reason: "parameter x of pairs is dict[int, int], which has keys other than str; "
            + "write dict[str, T]"),
        NotOffered(
          name: "unknown", line: 22,
          reason: "an annotation of unknown names what is not defined: "
            + "name 'Nowhere' is not defined"),
        NotOffered(name: "ring", line: 25, reason: "ring is wrapped in itself"),
        NotOffered(name: "elsewhere", line: nil, reason: "parameter x of elsewhere \(untyped)"),
      ])
    let named = try failure { try program.function(named: "many") }
    #expect(named.code == .unsupportedSignature)
    #expect(
      named.message == "mixed.py:9: many takes **xs; name each parameter, as in x: int, y: int")
    #expect(try failure { try program.function(named: "count") }.code == .noSuchFunction)
    #expect(try failure { try program.function(named: "Shape") }.code == .noSuchFunction)
  }

  @Test func tooManyFunctionsAreRefused() throws {
    let source = (0...1000).map { "def f\($0)() -> int: return \($0)\n" }.joined()
    let error = try failure { try program(source, file: "many.py") }
    #expect(error.code == .unsupportedSignature)
    #expect(error.message == "many.py: offers over 1000 functions; split the file")
  }

  @Test func theModuleHasTheFilesName() throws {
    let source = "def f() -> str:\n    return f'{__name__} {__file__}'"
    #expect(try program(source, file: "sales.py").value("f") == .utf8("sales sales.py"))
    #expect(
      try program(source, file: "/data/my code/sales.py").value("f")
        == .utf8("sales /data/my code/sales.py"))
    #expect(try program(source, file: "json.py").value("f") == .utf8("program json.py"))
    #expect(try program(source, file: "two words.py").value("f") == .utf8("program two words.py"))
    #expect(try program(source, file: "").value("f") == .utf8("program "))
  }

  @Test func aFileInARootFolderHasItsFramesInTracebacks() throws {
    let program = try program("def f() -> int:\n    return 1 / 0", file: "/f.py")
    let error = try failure { try program.value("f") }
    #expect(error.traceback?.contains(#"File "/f.py", line 2, in f"#) == true)
  }
}
