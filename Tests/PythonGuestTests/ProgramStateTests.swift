import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

/// What a program keeps, and what it is given.
@Suite("Program's state", .interruptedInEveryWay)
struct ProgramStateTests {
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
    let rows = try program.function(named: "next_number").call(Batch(columns: [], rowCount: 3))
      .columns[0]
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
