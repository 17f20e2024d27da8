import Columns
import Measuring
import PythonGuest

/// How late endless loops are ended, and how many of them tell where they were.
extension FunctionBenchmark {
  private static let endless = """
    import re

    def loops(x: int) -> int:
        while True: pass

    def sums(x: int) -> int:
        return sum(iter(int, 1))

    def matches(x: int) -> int:
        return len(re.match(r"(a+)+$", "a" * 60 + "b").group())
    """

  func interruptions() throws -> [Figure] {
    let limit = Duration.milliseconds(20)
    let program = try Program(
      source: Self.endless, file: "endless.py", image: image, limits: Limits(time: limit))
    let row = try Batch(columns: [Column(int64: [1])])
    let clock = ContinuousClock()
    var late: [Double] = []
    var told = 0
    for number in 0..<1000 {
      let function = program.functions[number % program.functions.count]
      let name = function.signature.name
      let start = clock.now
      do throws(PythonGuestError) {
        _ = try function.call(row)
      } catch {
        late.append((clock.now - start - limit) / .milliseconds(1))
        told += error.traceback?.contains("in \(name)") == true ? 1 : 0
      }
    }
    guard late.count == 1000 else { throw MeasuringError("a loop has ended") }
    late.sort()
    return [
      Figure(
        name: "interrupt_median", unit: "ms", value: late[500],
        what: "past the time limit until the error is there; 1,000 endless loops of three kinds"),
      Figure(
        name: "interrupt_99th", unit: "ms", value: late[990], what: "the 99th percentile of that"),
      Figure(
        name: "interrupt_told", unit: "%", value: Double(told) / 10,
        what: "of them with the Python stack"),
    ]
  }
}
