import Columns
import Foundation
import PythonGuest
import Wasmtime

/// Where everything lies that is measured.
struct Benchmark {
  static let rows = 1_000_000
  static let repeats = 7

  /// The checkout's root.
  let root: String
  let pyguest: String
  let native: String
  let image: Image
  let program: Program

  init(root: String) throws {
    self.root = root
    pyguest = "\(root)/dist/bin/pyguest"
    native = "\(root)/.deps/cpython-native/bin/python3.13"
    // For `perf record`: guest functions get names in /tmp/perf-PID.map.
    let isProfiled = ProcessInfo.processInfo.environment["PYGUEST_BENCH_PERFMAP"] != nil
    let runtime = try Runtime(profiling: isProfiled ? .perfMap : .none)
    image = try Image(runtime: runtime, directory: Image.locate())
    let source = try String(contentsOfFile: "\(root)/Benchmarks/functions.py", encoding: .utf8)
    program = try Program(
      source: source, file: "functions.py", image: image, limits: Limits(time: .seconds(60)))
  }

  var functions: String { "\(root)/Benchmarks/functions.py" }
  private var nativeScript: String { "\(root)/Benchmarks/native.py" }

  // MARK: Columns, against map in native CPython

  func columns() throws -> [Measurement] {
    let baseline = try JSONDecoder().decode(
      [String: Double].self,
      from: Command(
        executable: native, arguments: [nativeScript, "\(Self.rows)", "\(Self.repeats)"]
      ).run())
    let rows = Int64(Self.rows)
    let ints = try Column(int64: Array(0..<rows))
    let half = try Column(int64: (0..<rows).map { $0 % 2 == 1 ? nil : $0 })
    let texts = try Column(utf8: (0..<rows).map { "host\($0).example.com" })
    return [
      try column("add_one", "add_one", ints, baseline, "x + 1, int64; list(map(f, list))"),
      try column(
        "sub_str", "sub_str", texts, baseline, "text to its first dot; list(map(f, list))"),
      try column(
        "add_one_half_null", "add_one", half, baseline,
        "x + 1, every second row NULL; [… for x in list]"),
    ]
  }

  private func column(
    _ name: String, _ function: String, _ column: Column, _ baseline: [String: Double],
    _ note: String
  ) throws -> Measurement {
    let function = try program.function(named: function)
    let batch = try Batch(columns: [column])
    let seconds = try fastest(of: Self.repeats) {
      let result = try function.call(batch)
      guard result.count == batch.rowCount, result.nullCount == column.nullCount else {
        throw Command.Failed(description: "\(name) gave a wrong column")
      }
    }
    return Measurement(
      name: name, unit: "ns/row", value: seconds * 1e9 / Double(Self.rows),
      baseline: baseline[name], note: note)
  }

  // MARK: SQL, against Python's own sqlite3

  func queries() throws -> [Measurement] {
    let folder = FileManager.default.temporaryDirectory.path + "/pyguest-bench-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let csv = "\(folder)/t.csv"
    let database = "\(folder)/t.sqlite"
    let lines = (0..<Self.rows).map { "\($0),host\($0).example.com\n" }.joined()
    try ("x,s\n" + lines).write(toFile: csv, atomically: true, encoding: .utf8)
    // Tables that are loaded beside a database are gone with the process.
    let load = ["sql", "--quiet", "--database", database, "--load", "loaded=\(csv)"]
    try Command(executable: pyguest, arguments: load + ["CREATE TABLE t AS SELECT * FROM loaded"])
      .run()
    return [
      try query("sqlite_add_one", "SELECT sum(add_one(x)) FROM t", database),
      try query("sqlite_sub_str", "SELECT sum(length(sub_str(s))) FROM t", database),
    ]
  }

  private func query(_ name: String, _ query: String, _ database: String) throws -> Measurement {
    func nanoseconds(_ command: Command) throws -> Double {
      try fastest(of: 3) { try command.run() } * 1e9 / Double(Self.rows)
    }
    let ours = Command(
      executable: pyguest,
      arguments: ["sql", "--quiet", "--database", database, "--python", functions, query])
    let theirs = Command(executable: native, arguments: [nativeScript, database, query])
    return Measurement(
      name: name, unit: "ns/row", value: try nanoseconds(ours), baseline: try nanoseconds(theirs),
      note: "whole process; sqlite3.create_function in native CPython")
  }
}
