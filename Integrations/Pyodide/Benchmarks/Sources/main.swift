import Columns
import ForeignModels
import Foundation
import Pyodide
import PythonGuest

/// Compares JavaScriptCore with Node.js: the same distribution and the same functions in one run.
///
///     pyodide-bench [ROWS [REPETITIONS]]
struct Benchmark {
  var rows = 200_000
  // The engine optimises its loop fully after some dozen batches.
  var repetitions = 60
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().path

  func run() throws {
    guard let path = PyodideProvider.folder() else {
      throw PythonGuestError(.internal, "run ./just setup-models pyodide first")
    }
    let functions = "\(folder)/functions.py"
    let text = try String(contentsOfFile: functions, encoding: .utf8)
    let model = try PyodideModel(Distribution(path: path))
    let source = ProgramSource(
      text: text, file: "functions.py", limits: Limits(time: .seconds(60), memory: 1 << 30))
    print("boot                  \(try Self.milliseconds { try model.recordAfresh() }) ms")
    print("start from snapshot   \(try Self.milliseconds { _ = try model.start(source) }) ms")
    var withNumpy = source
    withNumpy.text = "import numpy\n" + source.text
    print("start with numpy      \(try Self.milliseconds { _ = try model.start(withNumpy) }) ms")

    guard let instance = try model.start(source) as? PyodideInstance else { return }
    let own = try [perRow(instance, 0, integers()), perRow(instance, 1, texts())]
    print("WebAssembly memory    \(instance.memoryBytes >> 20) MiB")
    print("resident memory       \(Self.residentBytes >> 20) MiB")
    let node = try node(path, functions)
    print("node                  \(node)")
    for (name, ours) in zip(["add_one", "second_part"], own) {
      let theirs = node[name] as? [String: Double] ?? [:]
      report(name, "elapsed", ours.elapsed, theirs["elapsed"] ?? .nan)
      report(name, "processor", ours.processor, theirs["processor"] ?? .nan)
    }
  }

  private func report(_ name: String, _ time: String, _ ours: Double, _ theirs: Double) {
    let ratio = (ours / theirs * 100).rounded() / 100
    print("\(name), \(time) time: \(Int(ours)) ns a row, node \(Int(theirs)), ratio \(ratio)")
  }

  /// The least nanoseconds a row; the processor's time says more on a busy machine.
  private func perRow(
    _ instance: PyodideInstance, _ function: Int, _ batch: Batch
  ) throws -> (elapsed: Double, processor: Double) {
    var least = (elapsed: Double.infinity, processor: Double.infinity)
    for _ in 0..<repetitions {
      let before = clock()
      let elapsed = try Self.milliseconds { _ = try instance.call(function, batch) } * 1e6
      let processor = Double(clock() - before) * 1e9 / 1_000_000
      least.elapsed = min(least.elapsed, elapsed / Double(rows))
      least.processor = min(least.processor, processor / Double(rows))
    }
    return least
  }

  private func integers() throws -> Batch {
    try Batch(columns: [Column(.int64, (0..<rows).map { .int64(Int64($0)) })])
  }

  private func texts() throws -> Batch {
    try Batch(columns: [Column(.utf8, (0..<rows).map { .utf8("row-\($0)-of") })])
  }

  private func node(_ path: String, _ functions: String) throws -> [String: Any] {
    let process = Process()
    let output = Pipe()
    let worker = NSTemporaryDirectory() + "pyodide-bench-worker.py"
    try WorkerScript.text().write(toFile: worker, atomically: true, encoding: .utf8)
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "node", "\(folder)/node.mjs", path, worker, functions, "\(rows)", "\(repetitions)",
    ]
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  private static var residentBytes: Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * 4096
  }

  private static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return ((ContinuousClock.now - start) / .milliseconds(1) * 10).rounded() / 10
  }
}

var benchmark = Benchmark()
let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
if let rows = numbers.first { benchmark.rows = rows }
if numbers.count > 1 { benchmark.repetitions = numbers[1] }
try benchmark.run()
