import Columns
import Foundation
import PythonGuest
import Testing

/// What a source offers, and what it keeps.
@Suite("Program")
struct ProgramTests {
  // MARK: Functions

  @Test func publicFunctionsAreOfferedInTheirOrder() throws {
    let program = try program(
      """
      import math
      from math import sqrt
      from statistics import mean
      import functools

      LIMIT = 5
      zeta = None

      def zebra() -> int:
          return 1

      def _private() -> int:
          return 2

      class Shape:
          def area(self) -> float:
              return 0.0

      def apple(x: int, y: str = "a") -> float | None:
          def inner(z: int) -> int:
              return z
          return None

      @functools.cache
      def cached(x: int) -> int:
          return x

      @functools.wraps(apple)
      def wrapped(*args):
          return apple(*args)

      instance = Shape()
      alias = zebra
      """)
    #expect(
      program.functions.map(\.signature.name) == ["zebra", "apple", "cached", "wrapped", "alias"])
    let apple = try program.function(named: "apple").signature
    #expect(apple.kind == .scalar)
    #expect(apple.requiredCount == 1)
    #expect(apple.parameters.map(\.name) == ["x", "y"])
    #expect(apple.parameters.map(\.type.pythonName) == ["int", "str"])
    #expect(apple.parameters.map(\.type.arrowName) == ["int64", "utf8"])
    #expect(apple.parameters.map(\.type.isNullable) == [false, false])
    #expect(apple.parameters.map(\.hasDefault) == [false, true])
    #expect(apple.returns.pythonName == "float")
    #expect(apple.returns.isNullable)
    #expect(try program.value("cached", .int64(3)) == .int64(3))
    #expect(try program.value("wrapped", .int64(3)) == .null)
    #expect(try program.value("alias") == .int64(1))
  }

  @Test func `A default that is a value of its type is described`() throws {
    let program = try program(
      #"""
      import enum
      from datetime import date

      class Level(enum.IntEnum):
          LOW = 1

      class Text(str):
          pass

      def values(
          a: int, b: bool = True, c: int = -(1 << 63), d: float = 0.1, e: str = "é\"\n\0",
          f: str | None = None, g: int | None = 5, h: float = 3, i: float = -0.0,
      ) -> int:
          return 1

      def others(
          a: int = None, b: int = True, c: int = 1 << 63, d: int = Level.LOW, e: str = "\ud800",
          f: str = Text("x"), g: float = float("nan"), h: float = (1 << 53) + 1, i: str = object(),
          j: date = date(2024, 1, 1), k: bool = 1, l: bytes = b"x", m: str = "x" * 10_001,
      ) -> int:
          return 2
      """#)
    let values = try program.function(named: "values").signature.parameters
    #expect(
      values.map(\.defaultValue) == [
        nil, .bool(true), .int64(.min), .float64(0.1), .utf8("é\"\n\0"), .null, .int64(5),
        .float64(3), .float64(-0.0),
      ])
    let others = try program.function(named: "others").signature
    #expect(others.requiredCount == 0)
    #expect(others.parameters.allSatisfy { $0.hasDefault && $0.defaultValue == nil })
    let copy = try JSONDecoder().decode(
      Signature.self, from: JSONEncoder().encode(program.function(named: "values").signature))
    #expect(copy.parameters == values)
  }

  @Test(
    "Every type is described in Python's words and in Arrow's",
    arguments: [
      ("bool", "bool", DataType.bool), ("int", "int64", .int64), ("float", "float64", .float64),
      ("str", "utf8", .utf8), ("bytes", "binary", .binary), ("date", "date32", .date32),
      ("time", "time64[us]", .time64), ("datetime", "timestamp[us]", .timestamp),
      ("timedelta", "duration[us]", .duration),
    ])
  func types(_ python: String, arrow: String, column: DataType) throws {
    let program = try program(
      """
      from datetime import date, datetime, time, timedelta
      def f(x: \(python), y: \(python) | None) -> \(python) | None:
          return x
      """)
    let signature = try program.function(named: "f").signature
    for type in signature.parameters.map(\.type) + [signature.returns] {
      #expect(type.pythonName == python)
      #expect(type.arrowName == arrow)
      #expect(type.column == column)
    }
    #expect(signature.parameters.map(\.type.isNullable) == [false, true])
  }

  @Test func annotationsMayBeTextOrDeferred() throws {
    let program = try program(
      """
      from __future__ import annotations
      from typing import Optional
      def later(x: int, y: Optional[Number]) -> Number | None:
          return x
      def text(x: "int") -> "Optional[int]":
          return x
      Number = int
      """)
    #expect(try program.value("later", .int64(5), .null) == .int64(5))
    #expect(try program.value("text", .int64(5)) == .int64(5))
  }

  @Test func aFunctionMayCallItselfAndOthers() throws {
    let program = try program(
      """
      import functools

      def factorial(n: int) -> int:
          return 1 if n < 2 else n * factorial(n - 1)

      @functools.cache
      def fibonacci(n: int) -> int:
          return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

      def is_even(n: int) -> bool:
          return n == 0 or is_odd(n - 1)

      def is_odd(n: int) -> bool:
          return n != 0 and is_even(n - 1)
      """)
    let numbers = try Column(int64: [0, 1, 5, 20])
    #expect(
      try program.call("factorial", numbers)
        == Column(int64: [1, 1, 120, 2_432_902_008_176_640_000]))
    #expect(try program.value("fibonacci", .int64(90)) == .int64(2_880_067_194_370_816_120))
    #expect(try program.value("is_even", .int64(900)) == .bool(true))
  }

  // MARK: Sources

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
      def many(*xs: int) -> int:
          return sum(xs)

      def endless(x: int):
          yield x

      async def later(x: int) -> int:
          return x

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
      + "list[…], dict[str, …], a dataclass, NamedTuple, TypedDict or Enum"
    let untyped = "has no type; write x: int (or another of \(supported))"
    #expect(
      program.notOffered == [
        NotOffered(name: "helper", line: 3, reason: "parameter x of helper \(untyped)"),
        NotOffered(
          name: "many", line: 9,
          reason: "many takes *xs; name each parameter, as in x: int, y: int"),
        NotOffered(
          name: "endless", line: 13,
          reason: "endless is a generator; return one value instead of yield"),
        NotOffered(name: "later", line: 16, reason: "later is async; write it with def alone"),
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
      named.message == "mixed.py:9: many takes *xs; name each parameter, as in x: int, y: int")
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

  // MARK: State

  @Test func globalsStayBetweenCalls() throws {
    let program = try program(
      """
      count = 0

      def next_number() -> int:
          global count
          count += 1
          return count
      """)
    for expected in 1...3 { #expect(try program.value("next_number") == .int64(Int64(expected))) }
    let rows = try program.function(named: "next_number").call(Batch(columns: [], rowCount: 3)).columns[0]
    #expect(try rows == Column(int64: [4, 5, 6]))
  }

  @Test func globalsStayAfterAnExceptionAndEndWithALimit() throws {
    let program = try program(
      """
      seen = []

      def visit(x: int) -> int:
          seen.append(x)
          if x == 1:
              raise ValueError
          while x == 2:
              pass
          return len(seen)
      """, limits: Limits(time: .milliseconds(200)))
    #expect(try program.value("visit", .int64(0)) == .int64(1))
    #expect(try failure { try program.value("visit", .int64(1)) }.code == .pythonException)
    #expect(try program.value("visit", .int64(0)) == .int64(3))
    #expect(try failure { try program.value("visit", .int64(2)) }.code == .timeLimit)
    #expect(try program.value("visit", .int64(0)) == .int64(1))
  }

  @Test func programsDoNotSeeEachOther() throws {
    let source = """
      import json, sys

      def mark() -> None:
          json.marked = True
          sys.modules["marker"] = json
          sys.path.append("marker")

      def is_marked() -> bool:
          return hasattr(json, "marked") or "marker" in sys.modules or "marker" in sys.path
      """
    let (first, second) = (try program(source), try program(source))
    _ = try first.value("mark")
    #expect(try first.value("is_marked") == .bool(true))
    #expect(try second.value("is_marked") == .bool(false))
    #expect(try program(source).value("is_marked") == .bool(false))
  }

  @Test func instancesNeverDrawTheSameNumbers() throws {
    let source = """
      import os, random, secrets, tempfile, uuid

      at_start = random.random()

      def draw() -> str:
          return "|".join([
              str(at_start), str(random.random()), str(random.Random().random()),
              str(random.SystemRandom().random()), str(uuid.uuid4()), secrets.token_hex(8),
              os.urandom(8).hex(), str(random.getrandbits(64)), str(random.sample(range(10**9), 3)),
          ])
      """
    let again = try program(source)
    var lines = try (0..<6).map { _ in try program(source).value("draw") }
    lines += try [again.value("draw"), again.value("draw")]
    var columns: [[Substring]] = []
    for case .utf8(let line) in lines { columns.append(line.split(separator: "|")) }
    #expect(columns.count == 8)
    for position in 0..<9 {
      let drawn = Set(columns.map { $0[position] })
      #expect(drawn.count == (position == 0 ? 7 : 8), "value \(position) of \(lines)")
    }
  }

  @Test func theClockMoves() throws {
    let program = try program(
      """
      import datetime, time

      loaded = time.time()

      def now() -> float:
          return time.time()

      def elapsed() -> bool:
          start, steady, fine = time.time(), time.monotonic(), time.perf_counter_ns()
          time.sleep(0.02)
          return (
              0.01 < time.time() - start < 5
              and 0.01 < time.monotonic() - steady < 5
              and time.perf_counter_ns() - fine > 10_000_000
          )

      def is_recent() -> bool:
          return abs(datetime.datetime.now().timestamp() - loaded) < 60
      """)
    #expect(try program.value("elapsed") == .bool(true))
    #expect(try program.value("is_recent") == .bool(true))
    guard case .float64(let now) = try program.value("now") else { return }
    let year2024 = 1_704_067_200.0
    #expect(now > year2024)
  }

  @Test func theEnvironmentIsWhatIsGiven() throws {
    let source = """
      import os

      def variables() -> str:
          return repr(sorted(os.environ.items()))

      def lookup(name: str) -> str | None:
          return os.getenv(name)
      """
    let none = try program(source)
    #expect(try none.value("variables") == .utf8("[]"))
    #expect(try none.value("lookup", .utf8("PATH")) == .null)
    let some = try program(source, environment: ["A": "1", "KEY": "värde 🦊", "EMPTY": ""])
    #expect(try some.value("lookup", .utf8("KEY")) == .utf8("värde 🦊"))
    #expect(
      try some.value("variables") == .utf8("[('A', '1'), ('EMPTY', ''), ('KEY', 'värde 🦊')]"))
  }

  @Test(
    "A variable that no environment holds is refused",
    arguments: ["", "A=B", "A\0B"])
  func variables(_ name: String) throws {
    let error = try failure { try program("", environment: [name: "value"]) }
    #expect(error.isWhileLoading)
    #expect(error.code == .invalidInput)
  }

  @Test func printedTextArrivesByStream() throws {
    let printed = PrintedText()
    let program = try program(
      """
      import sys

      print("loading")

      def f(x: str) -> int:
          return print(x) or print(x.upper(), file=sys.stderr) or 1
      """, output: printed.take)
    _ = try program.call("f", Column(utf8: ["größe", "🦊"]))
    #expect(printed.standardOutput == "loading\ngröße\n🦊\n")
    #expect(printed.standardError == "GRÖSSE\n🦊\n")
  }

  @Test func aSourceMustOfferTheSameFunctionsEachTime() throws {
    let program = try program(
      """
      import random

      for _number in random.sample(range(10**9), 1):
          exec(f"def f{_number}() -> int: return os._exit(1)", globals())
      import os
      """)
    let function = try #require(program.functions.first)
    #expect(try failure { try function.call([]) }.code == .guestCrashed)
    let error = try failure { try function.call([]) }
    #expect(error.code == .unsupportedSignature)
    #expect(
      error.message
        == "program.py: loaded again, it offers other functions; define the same each time")
  }
}
