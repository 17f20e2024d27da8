import Columns
import Measuring
import PythonGuest

/// How late work without an end is ended, and how much of it tells where it was.
extension FunctionBenchmark {
  /// Enough to load the attacks.
  private static let limit = Duration.milliseconds(50)

  /// For each way in which calls are ended.
  func interruptions() throws -> [Figure] {
    let attacks = try checkout.text("endless.py")
    return try Runtime.Interruption.allCases.flatMap { kind in
      let image = try Image(runtime: Runtime(interruption: kind), directory: Image.locate())
      let ended = try Self.end(endings, of: attacks, image)
      return Self.figures(ended, prefix: "interrupt_\(kind)", "\(kind)")
    }
  }

  private struct Ending {
    /// Milliseconds after the limit.
    var late: Double
    var isTold: Bool
    var isCopy: Bool
  }

  private static func end(
    _ runs: Int, of attacks: String, _ image: Image
  ) throws -> [Ending] {
    let program = try Program(
      source: attacks, file: "endless.py", image: image,
      limits: Limits(time: limit, memory: 1 << 30))
    let row = try Batch(columns: [Column(int64: [1])])
    let clock = ContinuousClock()
    var endings: [Ending] = []
    for number in 0..<runs {
      let function = program.functions[number % program.functions.count]
      let name = function.signature.name
      let start = clock.now
      do throws(PythonGuestError) {
        _ = try function.call(row)
      } catch {
        guard error.code == .timeLimit, !error.isWhileLoading else { throw error }
        endings.append(
          Ending(
            late: (clock.now - start - limit) / .milliseconds(1),
            isTold: error.traceback?.contains("in \(name)") == true, isCopy: name == "copies"))
      }
    }
    guard endings.count == runs else { throw MeasuringError("an endless call has ended") }
    return endings
  }

  private static func figures(
    _ endings: [Ending], prefix: String, _ kind: String
  ) -> [Figure] {
    let late = endings.filter { !$0.isCopy }.map(\.late).sorted()
    let told = endings.count { $0.isTold }
    return [
      Figure(
        name: "\(prefix)_median", unit: "ms", value: late[late.count / 2],
        what: "past the limit, \(endings.count) endless calls of ten kinds ended through \(kind)"),
      Figure(
        name: "\(prefix)_99th", unit: "ms", value: late[late.count * 99 / 100],
        what: "the 99th percentile of that"),
      Figure(
        name: "\(prefix)_copies", unit: "ms",
        value: endings.filter(\.isCopy).map(\.late).max() ?? 0,
        what: "the worst, of copies of 200 MB"),
      Figure(
        name: "\(prefix)_told", unit: "%",
        value: 100 * Double(told) / Double(endings.count), what: "of them with the Python stack"),
    ]
  }
}
