import Foundation
import Measuring
import Pyodide
import PythonGuest

/// Compares JavaScriptCore with Node.js: the same distribution and messages, both from a cold
/// start in processes of their own, which take turns; medians of all rounds. Node.js is not timed
/// for making the messages and reading the replies, which the host is.
struct EngineComparison {
  /// Rows of a batch, and how many batches there are: a million rows.
  var rows = 50_000
  var batches = 20
  var rounds = 5

  private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().path

  func run() throws {
    guard let distribution = PyodideProvider.folder() else {
      throw PythonGuestError(.internal, "run ./just setup-models pyodide first")
    }
    let work = NSTemporaryDirectory() + "pyodide-bench-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: work) }
    let worker = "\(work)/worker.py"
    try EngineRun.worker().write(toFile: worker, atomically: true, encoding: .utf8)
    let functions = "\(folder)/functions.py"
    let messages = try EngineRun(
      distribution: distribution, functions: functions, rows: rows, batches: 1
    ).writeMessages(to: work)
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    let own = [program, "run", distribution, functions, "\(rows)", "\(batches)"]
    let node = ["node", "\(folder)/node.mjs", distribution, worker, "\(batches)"] + messages
    let pairs = try (1...max(rounds, 1)).map { round in
      tell("round \(round) of \(rounds)")
      return (try Self.result(own), try Self.result(node))
    }
    print(
      "Medians of \(pairs.count) cold starts; of the ratios, too\n"
        + "".padding(toLength: 36, withPad: " ", startingAt: 0) + "JavaScriptCore  Node.js  ratio")
    line("start, ms (ours from a snapshot)", pairs) { $0.start }
    line("resident memory, MB", pairs) { $0.resident / 1e6 }
    for name in EngineResult.functions { report(name, pairs) }
  }

  /// All rows from the first on, the engine's warm-up among them; and each quarter of them.
  private func report(_ name: String, _ pairs: [(EngineResult, EngineResult)]) {
    line("\(name), ns a row of \(rows * batches)", pairs) { mean($0, name, 0..<batches) }
    for quarter in 0..<4 {
      let part = quarter * batches / 4..<(quarter + 1) * batches / 4
      line("  quarter \(quarter + 1)", pairs) { mean($0, name, part) }
    }
  }

  /// Nanoseconds a row in some batches.
  private func mean(_ result: EngineResult, _ name: String, _ part: Range<Int>) -> Double {
    let times = result.times[name] ?? []
    guard times.count == batches, !part.isEmpty else { return .nan }
    return times[part].reduce(0, +) * 1e6 / Double(part.count * rows)
  }

  private func line(
    _ name: String, _ pairs: [(EngineResult, EngineResult)], _ value: (EngineResult) -> Double
  ) {
    let own = Self.median(pairs.map { value($0.0) })
    let node = Self.median(pairs.map { value($0.1) })
    let ratio = Self.median(pairs.map { value($0.0) / value($0.1) })
    print(
      name.padding(toLength: 36, withPad: " ", startingAt: 0)
        + String(format: "%14.0f %8.0f %6.2f", own, node, ratio))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  private static func result(_ command: [String]) throws -> EngineResult {
    let data = try Command(executable: "/usr/bin/env", arguments: command).run()
    return try JSONDecoder().decode(EngineResult.self, from: data)
  }
}
