import Columns
import Foundation
import Measuring
import PythonGuest
import Wasmtime

/// The functions of `functions.py`, over columns and in SQL, against native CPython.
struct FunctionBenchmark {
  static let rows = 1_000_000

  let checkout: Checkout
  let image: Image
  let program: Program
  /// How many endless calls are ended in each way.
  let endings: Int

  init(_ checkout: Checkout, _ interruption: Runtime.Interruption, endings: Int) throws {
    self.checkout = checkout
    self.endings = endings
    // For `perf record`: guest functions get names in /tmp/perf-PID.map.
    let isProfiled = ProcessInfo.processInfo.environment["PYGUEST_BENCH_PERFMAP"] != nil
    let runtime = try Runtime(
      interruption: interruption, profiling: isProfiled ? .perfMap : .none)
    image = try Image(runtime: runtime, directory: Image.locate())
    program = try Program(
      source: checkout.text("functions.py"), file: "functions.py", image: image,
      limits: Limits(time: .seconds(60)))
  }

  // MARK: Columns, against map in native CPython

  private static let repeats = 7

  func columns() throws -> [Figure] {
    let baseline = try JSONDecoder().decode(
      [String: Double].self,
      from: checkout.native("columns", "\(Self.rows)", "\(Self.repeats)").run())
    let rows = Int64(Self.rows)
    let ints = try Column(int64: Array(0..<rows))
    let half = try Column(int64: (0..<rows).map { $0 % 2 == 1 ? nil : $0 })
    let texts = try Column(utf8: (0..<rows).map { "host\($0).example.com" })
    return [
      try column("add_one", "add_one", ints, baseline, "`x + 1` over 1,000,000 int64"),
      try column(
        "sub_str", "sub_str", texts, baseline, "text up to its first dot, 1,000,000 strings"),
      try column("add_one_half_null", "add_one", half, baseline, "every second row NULL"),
      try column(
        "same_list", "same_list", Self.lists(), baseline, "lists of 0 to 4 ints, unchanged"),
      try column(
        "same_decimal", "same_decimal", Self.decimals(), baseline, "Decimals, unchanged"),
    ]
  }

  private static func lists() throws -> Column {
    var builder = ColumnBuilder(type: .list(of: .int64), capacity: rows)
    var next: Int64 = 0
    for row in 0..<rows {
      let values = (0..<Int64(row % 5)).map { Value.int64(next + $0) }
      next += Int64(values.count)
      try builder.append(.list(values))
    }
    return try builder.finish()
  }

  private static func decimals() throws -> Column {
    try Column(
      .decimal(precision: 38, scale: 9),
      (0..<rows).lazy.map {
        .decimal(Decimal128(unscaled: Int128($0) * 1_000_000_007, scale: 9))
      })
  }

  private func column(
    _ name: String, _ function: String, _ column: Column, _ baseline: [String: Double],
    _ what: String
  ) throws -> Figure {
    let function = try program.function(named: function)
    let batch = try Batch(columns: [column])
    let time = try Timing.fastest(of: Self.repeats) {
      let result = try function.call(batch).columns[0]
      guard result.count == batch.rowCount, result.nullCount == column.nullCount else {
        throw MeasuringError("\(name) gave a wrong column")
      }
    }
    return Figure(
      name: name, unit: "ns a row", value: time / .nanoseconds(Self.rows),
      baseline: baseline[name], what: what)
  }

  // MARK: SQL, against Python's own sqlite3

  func queries() throws -> [Figure] {
    let folder = FileManager.default.temporaryDirectory.path + "/pyguest-bench-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let csv = "\(folder)/t.csv"
    let database = "\(folder)/t.sqlite"
    let lines = (0..<Self.rows).map { "\($0),host\($0).example.com\n" }.joined()
    try ("x,s\n" + lines).write(toFile: csv, atomically: true, encoding: .utf8)
    // Tables that are loaded beside a database are gone with the process.
    try checkout.pyguest(
      "sql", "--quiet", "--database", database, "--load", "loaded=\(csv)",
      "CREATE TABLE t AS SELECT * FROM loaded"
    ).run()
    return [
      try query("sqlite_add_one", "SELECT sum(add_one(x)) FROM t", database),
      try query("sqlite_sub_str", "SELECT sum(length(sub_str(s))) FROM t", database),
    ]
  }

  private func query(_ name: String, _ query: String, _ database: String) throws -> Figure {
    let ours = checkout.pyguest(
      "sql", "--quiet", "--database", database, "--python", checkout.python("functions.py"), query)
    let theirs = checkout.native("query", database, query)
    return Figure(
      name: name, unit: "ns a row", value: try nanoseconds(ours), baseline: try nanoseconds(theirs),
      what: "in an SQLite query, whole process")
  }

  private func nanoseconds(_ command: Command) throws -> Double {
    try Timing.fastest(of: 3) { try command.run() } / .nanoseconds(Self.rows)
  }
}
