import Columns
import PythonGuest
import TestSupport
import Testing

/// What happens as results are handed over is their rows'.
@Suite("Handing over results", .interruptedInEveryWay)
struct HandOverTests {
  private func rows(_ count: Int) throws -> Column {
    try Column(int64: (0..<count).map { Int64($0) })
  }

  @Test func whatResultsDoWhenTheyGoIsTheirRows() throws {
    let printed = PrintedText()
    let program = try program(
      """
      import time

      class Loud(int):
          def __del__(self):
              print("x" * 899)

      class Slow(int):
          def __del__(self):
              time.sleep(0.01)

      def loud(x: int) -> int:
          return Loud(x)

      def slow(x: int) -> int:
          return Slow(x)
      """, limits: Limits(time: .milliseconds(200), output: 1000)
    ) { printed.take($0, $1) }
    #expect(try program.call("loud", rows(600)) == rows(600))
    #expect(printed.standardOutput.utf8.count == 600 * 900)
    #expect(try program.call("slow", rows(60)) == rows(60))
  }

  @Test func aResultThatNeverGoesIsTold() throws {
    let program = try program(
      """
      class Stubborn(int):
          def __del__(self):
              while self == 570:
                  pass

      def f(x: int) -> int:
          return Stubborn(x)
      """, limits: Limits(time: .milliseconds(100)))
    let error = try failure { try program.call("f", rows(1000)) }
    #expect(error.code == .timeLimit)
    #expect(error.row == 570)
    #expect(error.traceback?.contains("in __del__") == true)
  }

  @Test(
    "What no column holds is told before a later row that never ends",
    arguments: [
      ("str", "'a\\ud800'", "'a'"), ("float", "10**400", "1"), ("float", "-2**1024", "1"),
    ])
  func earlierMisfits(_ type: String, _ misfit: String, _ fitting: String) throws {
    let program = try program(
      """
      def f(x: int) -> \(type):
          while x == 8:
              pass
          return \(misfit) if x == 3 else \(fitting)
      """, limits: Limits(time: .milliseconds(100)))
    let error = try failure { try program.call("f", rows(10)) }
    #expect(error.code == .outOfRange)
    #expect(error.row == 3)
  }

  // MARK: Memory

  @Test(
    "Results that take more once they are text of UTF-8 come one by one",
    arguments: ["'é' * 700_000", "'€' * 300_000", "'é' * 3000"])
  func textsOfUTF8(_ text: String) throws {
    let program = try program(
      "def f(x: int) -> str:\n    return \(text)",
      limits: Limits(time: .milliseconds(200), memory: 48 << 20))
    let count = text.hasSuffix("3000") ? 5000 : 100
    // The second time, memory has been grown before.
    for _ in 0..<2 { #expect(try program.call("f", rows(count)).nullCount == 0) }
  }

  @Test func bytesFillMemoryThatWasGrownBefore() throws {
    let program = try program(
      """
      def grow(x: int) -> int:
          return len(bytes(20 << 20))

      def f(x: int) -> bytes:
          return bytes(500_000)
      """, limits: Limits(memory: 48 << 20))
    #expect(try program.value("grow", .int64(0)) == .int64(20 << 20))
    #expect(try program.call("f", rows(200)).values.count == 100_000_000)
  }

  @Test func aLargeResultLeavesRoomForALargeArgument() throws {
    let program = try program(
      """
      def make(x: int) -> str:
          return "x" * (12 << 20)

      def size(text: str) -> int:
          return len(text)
      """, limits: Limits(memory: 48 << 20))
    #expect(try program.value("make", .int64(1)).type == .utf8)
    let text = String(repeating: "y", count: 12 << 20)
    #expect(try program.value("size", .utf8(text)) == .int64(12 << 20))
  }
}
