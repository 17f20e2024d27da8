import Columns
import PythonGuest
import TestSupport
import Testing

/// A limit tells where Python stood when it was reached.
@Suite("Stacks at a limit", .interruptedInEveryWay)
struct StackTests {
  static let limits = Limits(time: .milliseconds(120), output: 1000)

  @Test(
    "The stack is told whatever runs, in Python or in C",
    arguments: [
      ("while True: pass", "while True: pass"),
      ("return sum(iter(int, 1))", "return sum(iter(int, 1))"),
      (#"return len(re.match(r"(a+)+$", "a" * 60 + "b"))"#, "re.match"),
      ("time.sleep(60)", "time.sleep(60)"),
      ("return len(str(10 ** 10_000_000))", "10 ** 10_000_000"),
      ("return sorted(itertools.count(), key=abs)[0]", "sorted("),
      ("return max(itertools.repeat(1))", "max("),
      ("return [x for x in itertools.count() if x < 0][0]", "for x in itertools.count()"),
      ("return 'x'.join(itertools.repeat('y')) and 1", "join"),
      ("print('x' * 2000)", "print('x' * 2000)"),
    ])
  func anything(_ statement: String, line: String) throws {
    let program = try program(
      """
      import itertools, re, time

      def outer(x: int) -> int:
          return inner(x)

      def inner(x: int) -> int:
          \(statement)
      """, file: "stack.py", limits: Self.limits)
    let error = try failure { try program.call("outer", Column(int64: [1])) }
    let traceback = try #require(error.traceback)
    #expect([.timeLimit, .outputLimit].contains(error.code))
    #expect(
      traceback.hasPrefix(
        """
        Traceback (most recent call last):
          File "stack.py", line 4, in outer
            return inner(x)
          File "stack.py", line 7, in inner

        """))
    #expect(traceback.contains(line))
    #expect(!traceback.contains("pyguest"))
  }

  @Test func theFirstAndLastFramesOfADeepStackAreTold() throws {
    let program = try program(
      """
      def deep(n: int) -> int:
          if n == 0:
              while True: pass
          return deep(n - 1)
      """, file: "deep.py", limits: Self.limits)
    let error = try failure { try program.value("deep", .int64(500)) }
    let lines = try #require(error.traceback).split(separator: "\n")
    #expect(lines.count == 98)
    #expect(lines.contains("  … 453 frames left out …"))
    #expect(lines.last == "    while True: pass")
  }

  @Test func theSourceIsLoadedWithAStackToo() throws {
    let error = try failure {
      try program("x = 1\nwhile x:\n    x += 1\n", file: "load.py", limits: Self.limits)
    }
    #expect(error.code == .timeLimit)
    #expect(error.traceback?.contains("File \"load.py\", line ") == true)
    #expect(error.traceback?.contains("in <module>") == true)
  }

  @Test func generatorsClosuresAndClassesAreNamed() throws {
    let program = try program(
      """
      def _endless():
          while True:
              if False:
                  yield 1

      class Größe:
          def wert(self) -> int:
              return next(_endless())

      def _f(x: int) -> int:
          return (lambda: Größe().wert())()

      def f(x: int) -> int:
          return _f(x)
      """, file: "größe.py", limits: Self.limits)
    let traceback = try #require(try failure { try program.value("f", .int64(1)) }.traceback)
    let names = traceback.matches(of: /in (\S+)\n/).map { String($0.1) }
    #expect(names == ["f", "_f", "<lambda>", "wert", "_endless"])
    #expect(traceback.contains("File \"größe.py\""))
  }

  @Test func namesThatAGuestChoosesStayOnTheirLine() throws {
    let program = try program(
      #"""
      scope = {}
      name = "a\nTraceback\x1b[31m\u202e.py"
      exec(compile("def g():\n    while True: pass", name, "exec"), scope)
      scope["g"].__code__ = scope["g"].__code__.replace(co_name="x\ny")

      def f(x: int) -> int:
          return scope["g"]()
      """#, limits: Self.limits)
    let traceback = try #require(try failure { try program.value("f", .int64(1)) }.traceback)
    #expect(traceback.split(separator: "\n").count == 4)
    #expect(traceback.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    #expect(!traceback.contains("\u{202e}"))
  }

  @Test func theCallAfterALimitWorks() throws {
    let program = try program(
      "def f(x: int) -> int:\n    while x: pass\n    return 1", limits: Self.limits)
    for _ in 0..<5 {
      #expect(try failure { try program.value("f", .int64(1)) }.traceback != nil)
      #expect(try program.value("f", .int64(0)) == .int64(1))
    }
  }
}
