import Columns
import Foundation
import Measuring
import PythonGuest

/// Aggregates, table functions and coroutines, against native CPython doing the same with the same
/// classes and functions.
extension FunctionBenchmark {
  private static let repeats = 5
  private static let what = [
    "groups_1000": "a sum of 1,000,000 int64 in 1,000 groups",
    "groups_100000": "the same in 100,000 groups",
    "sliding": "sums of windows of 100 rows that slide over 1,000,000",
    "table_pairs": "1,000,000 rows of an int and a float from a table function",
    "table_column": "1,000,000 ints from a table function",
  ]

  func kinds() throws -> [Figure] {
    let baseline = try JSONDecoder().decode(
      [String: Double].self,
      from: checkout.native("kinds", "\(Self.rows)", "\(Self.repeats)").run())
    let program = try Program(
      source: checkout.text("kinds.py"), file: "kinds.py", image: image,
      limits: Limits(time: .seconds(60)))
    let values = try Batch(columns: [Column(int64: Array(0..<Int64(Self.rows)))])
    func figure(_ name: String, _ run: () throws -> Void) throws -> Figure {
      let time = try Timing.fastest(of: Self.repeats, run)
      return Figure(
        name: name, unit: "ns a row", value: time / .nanoseconds(Self.rows),
        baseline: baseline[name], what: Self.what[name] ?? name)
    }
    let total = try program.function(named: "Total")
    return [
      try sums("groups_1000", total, values, groups: 1000, figure),
      try sums("groups_100000", total, values, groups: 100_000, figure),
      try figure("sliding") { try slide(total, values) },
      try figure("table_pairs") { try read(program.function(named: "squares")) },
      try figure("table_column") { try read(program.function(named: "count")) },
      try coroutines(),
    ]
  }

  private static func numbers(_ count: Int, modulo: Int) throws -> Column {
    var values: [UInt8] = []
    values.reserveCapacity(count * 4)
    for number in 0..<count {
      withUnsafeBytes(of: UInt32(number % modulo)) { values.append(contentsOf: $0) }
    }
    return try Column(validating: .uint32, count: count, values: values)
  }

  private func sums(
    _ name: String, _ total: Function, _ values: Batch, groups: Int,
    _ figure: (String, () throws -> Void) throws -> Figure
  ) throws -> Figure {
    let ofRows = try Self.numbers(values.rowCount, modulo: groups)
    let all = try Self.numbers(groups, modulo: groups)
    return try figure(name) {
      var session = try total.lease()
      try session.accumulate(total, values, groups: ofRows)
      let sums = try session.finish(total, groups: all)
      guard sums.rowCount == groups else { throw MeasuringError("groups are missing") }
    }
  }

  private func slide(_ total: Function, _ values: Batch) throws {
    var session = try total.lease()
    var count = 0
    try session.slide(total, values, preceding: 99) { _, sums in count += sums.rowCount }
    guard count == values.rowCount else { throw MeasuringError("windows are missing") }
  }

  private func read(_ function: Function) throws {
    var count = 0
    try function.rows([.int64(Int64(Self.rows))]) { count += $0.rowCount }
    guard count == Self.rows else { throw MeasuringError("rows are missing") }
  }

  private func coroutines() throws -> Figure {
    let program = try Program(
      source: checkout.text("waiting.py"), file: "waiting.py", image: image)
    let wait = try program.function(named: "wait")
    let batch = try Batch(columns: [Column(int64: Array(0..<10_000))])
    let time = try Timing.fastest(of: Self.repeats) { _ = try wait.call(batch) }
    return Figure(
      name: "coroutines", unit: "s", value: time / .seconds(1),
      what: "10,000 coroutines that sleep 1 ms, 100 at a time")
  }
}
