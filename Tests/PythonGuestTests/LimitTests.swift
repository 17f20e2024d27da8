import Columns
import PythonGuest
import TestSupport
import Testing

/// A limit that is reached names itself, and the next call works.
@Suite("Limits", .interruptedInEveryWay)
struct LimitTests {
  /// Time is short only where it is what ends the call, so that a busy machine changes nothing.
  static let small = Limits(time: .seconds(30), memory: 64 << 20, output: 10 << 10)
  static let short = Limits(time: .milliseconds(300), memory: 64 << 20, output: 10 << 10)

  @Test(
    "A function that takes too long ends with the error that names the limit",
    arguments: [
      "endless_loop", "endless_generator", "long_sleep", "many_short_sleeps",
      "catastrophic_expression", "large_power",
    ])
  func time(_ name: String) throws { try check(name, Self.short) }

  @Test(
    "A function that takes too much ends with the error that names the limit",
    arguments: [
      "endless_list", "endless_ints", "endless_text", "endless_dict", "endless_print",
      "endless_error_print",
      "one_large_print", "large_text", "too_large_text", "large_range", "large_bytes",
      "large_random",
    ])
  func memoryAndOutput(_ name: String) throws { try check(name, Self.small) }

  private func check(_ name: String, _ limits: Limits) throws {
    let program = try program(fixture: "limits.py", limits: limits)
    #expect(try program.value("alive") == .int64(1))
    var one = try failure { try program.value(name) }
    // How much of it is left depends on where memory ends.
    one.traceback = nil
    try Golden.expect(one.rendered, "Limits/\(name).txt")
    #expect(try program.value("alive") == .int64(1))
    let many = try failure {
      try program.function(named: name).call(Batch(columns: [], rowCount: 3))
    }
    #expect(many.code == one.code)
    #expect(many.message == one.message)
    #expect(try program.value("alive") == .int64(1))
  }

  @Test(
    "The defaults are five seconds, 256 MiB and 1 MiB of output",
    arguments: [
      ("endless_loop", "endless_loop ran longer than the time limit of 5 s"),
      ("endless_list", "endless_list needed more than the memory limit of 256 MiB (MemoryError)"),
      ("endless_print", "endless_print printed more than the output limit of 1 MiB a call"),
    ])
  func defaults(_ name: String, message: String) throws {
    let program = try program(fixture: "limits.py")
    let clock = ContinuousClock()
    let start = clock.now
    let error = try failure { try program.value(name) }
    #expect(error.message == message)
    #expect(clock.now - start < .seconds(20))
    #expect(try program.value("alive") == .int64(1))
  }

  @Test(
    "A limit is reached while the source is loaded",
    arguments: [
      ("while True: pass", "time_limit", "load.py: ran longer than the time limit of 300 ms"),
      (
        "items = []\nwhile True: items.append('x' * 1000)", "memory_limit",
        "load.py: needed more than the memory limit of 64 MiB (MemoryError)"
      ),
      (
        "while True: print('line')", "output_limit",
        "load.py: printed more than the output limit of 10 KiB a call"
      ),
      (
        "import time; time.sleep(100)", "time_limit",
        "load.py: ran longer than the time limit of 300 ms"
      ),
    ])
  func loading(_ source: String, code: String, message: String) throws {
    let limits = code == "time_limit" ? Self.short : Self.small
    let error = try failure { try program(source, file: "load.py", limits: limits) }
    #expect(error.code.rawValue == code)
    #expect(error.message == message)
    #expect(error.isWhileLoading)
    #expect(error.function == nil)
  }

  @Test func memoryThatIsGivenBackIsCountedAgain() throws {
    let program = try program(
      """
      def churn(megabytes: int) -> int:
          total = 0
          for _ in range(40):
              total += len(bytes(megabytes << 20))
          return total >> 20
      """, limits: Limits(memory: 64 << 20))
    #expect(try program.value("churn", .int64(16)) == .int64(640))
  }

  @Test func aProgramMayCatchMemoryErrorAndGoOn() throws {
    let program = try program(
      """
      def fill() -> str:
          items = []
          try:
              while True:
                  items.append("x" * 10_000)
          except MemoryError:
              count = len(items)
              del items
          return "caught" if count > 100 else "early"

      def after(x: int) -> int:
          return x + 1
      """, limits: Limits(memory: 48 << 20))
    for _ in 0..<3 {
      #expect(try program.value("fill") == .utf8("caught"))
      let column = try Column(int64: (0..<10_000).map { Int64($0) })
      #expect(try program.call("after", column).count == 10_000)
    }
  }

  @Test func theSmallestLimitsThatWork() throws {
    let limits = Limits(time: .milliseconds(50), memory: 32 << 20, output: 10)
    let program = try program(
      "def greet(x: str) -> str:\n    print('0123456789', end='')\n    return x.upper()",
      limits: limits)
    #expect(try program.value("greet", .utf8("hello")) == .utf8("HELLO"))
    #expect(try program.value("greet", .utf8("again")) == .utf8("AGAIN"))
  }

  @Test func limitsTooSmallToStartNameThemselves() throws {
    let memory = try failure { try program("", limits: Limits(memory: 1 << 20)) }
    #expect(memory.code == .memoryLimit)
    #expect(memory.message.contains("does not start within the memory limit of 1 MiB"))
    let none = try failure { try program("", limits: Limits(memory: 0)) }
    #expect(none.code == .memoryLimit)
    let negative = try failure { try program("", limits: Limits(memory: -1)) }
    #expect(negative.code == .memoryLimit)
    let output = try program(
      "def f() -> int:\n    print(1)\n    return 1", limits: Limits(output: 0))
    #expect(try failure { try output.value("f") }.code == .outputLimit)
    let minus = try program(
      "def f() -> int:\n    print(1)\n    return 1", limits: Limits(output: .min))
    #expect(try failure { try minus.value("f") }.code == .outputLimit)
  }

  @Test(
    "No time at all is a limit, too", arguments: [Duration.zero, .seconds(-5), .nanoseconds(1)])
  func noTime(_ time: Duration) throws {
    let error = try failure { try program("while True: pass", limits: Limits(time: time)) }
    #expect(error.code == .timeLimit)
  }

  @Test func aSourceThatMemoryDoesNotHoldIsRefused() throws {
    let source = "x = '" + String(repeating: "x", count: 50 << 20) + "'"
    let error = try failure { try program(source, limits: Limits(memory: 64 << 20)) }
    #expect(error.code == .memoryLimit)
    #expect(error.isWhileLoading)
  }

  @Test func anEndlessTimeIsAccepted() throws {
    let limits = Limits(time: .seconds(Int64.max / 1000), memory: 64 << 30, output: .max)
    let program = try program("def f() -> int:\n    print(1)\n    return 1", limits: limits)
    #expect(try program.value("f") == .int64(1))
  }
}
