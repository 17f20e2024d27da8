import Columns
import Foundation
import Measuring
import ModelBenchmark
import PythonGuest

/// Functions as they come from practice, over columns, and on two threads at once.
extension FunctionBenchmark {
  private static let rounds = 3
  private static let repeats = 5

  /// A function of a file in `Benchmarks/Python`, which `native.py` knows by its name.
  private struct Practice: Sendable {
    let name: String
    let file: String
    let function: String
    let rows: Int
    let what: String
    let column: @Sendable (Int) throws -> Column
  }

  private static let realistic = Practice(
    name: "realistic", file: "realistic.py", function: "rate", rows: 20_000,
    what: "200 lines: text, regular expressions, helpers"
  ) { rows in try Column(utf8: (0..<rows).map(Workload.logLine)) }

  private static let practices = [
    realistic,
    Practice(
      name: "objects", file: "objects.py", function: "order_total", rows: 20_000,
      what: "classes, attributes, containers", column: numbers),
    Practice(
      name: "floats", file: "floats.py", function: "way_spread", rows: 20_000,
      what: "floating-point mathematics", column: numbers),
  ]

  @Sendable private static func numbers(_ rows: Int) throws -> Column {
    try Column(int64: (0..<Int64(rows)).map { $0 })
  }

  func programs() throws -> [Figure] {
    try Self.practices.map { practice in
      let run = try runner(practice)
      var ours = Double.infinity
      var theirs = Double.infinity
      for _ in 0..<Self.rounds {
        let native = try checkout.native(
          "program", practice.function, "\(practice.rows)", "\(Self.repeats)"
        ).run()
        let times = try JSONDecoder().decode([String: Double].self, from: native)
        theirs = min(theirs, times[practice.function] ?? .infinity)
        let time = try Timing.fastest(of: Self.repeats, run)
        ours = min(ours, time / .nanoseconds(practice.rows))
      }
      return Figure(
        name: practice.name, unit: "ns a row", value: ours, baseline: theirs, what: practice.what)
    }
  }

  /// Each thread does what the baseline's one does alone.
  func threads() throws -> [Figure] {
    let practice = Self.realistic
    let run = try runner(practice)
    let failures = Failures()
    func both() {
      DispatchQueue.concurrentPerform(iterations: 2) { _ in failures.keeping(run) }
    }
    both()
    let times = try Timing.fastestOfEach(of: 2 * Self.repeats, run, both)
    if let error = failures.first { throw error }
    return [
      Figure(
        name: "two_threads", unit: "ns a row", value: times[1] / .nanoseconds(practice.rows),
        baseline: times[0] / .nanoseconds(practice.rows),
        what: "the 200 lines on two threads at once, beside one alone")
    ]
  }

  /// Runs a function over its rows.
  private func runner(_ practice: Practice) throws -> @Sendable () throws -> Void {
    let program = try Program(
      source: checkout.text(practice.file), file: practice.file, image: image,
      limits: Limits(time: .seconds(60)))
    let function = try program.function(named: practice.function)
    let batch = try Batch(columns: [practice.column(practice.rows)])
    return {
      let result = try function.call(batch).columns[0]
      guard result.count == batch.rowCount, result.nullCount == 0 else {
        throw MeasuringError("\(practice.name) gave a wrong column")
      }
    }
  }
}
