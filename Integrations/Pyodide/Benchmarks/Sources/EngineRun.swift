import Columns
import Foundation
import Measuring
import Models
import Pyodide
import PythonGuest

/// What one engine took; `node.mjs` writes the same.
struct EngineResult: Codable {
  /// The functions of `functions.py`, in its order.
  static let functions = ["add_one", "second_part"]

  /// Milliseconds until Pyodide has started.
  var start: Double
  /// Milliseconds of each batch, by function.
  var times: [String: [Double]]
  /// Bytes of resident memory after the last one.
  var resident: Double
}

/// Runs the functions in JavaScriptCore, in this process.
struct EngineRun {
  var distribution: String
  var functions: String
  var rows: Int
  var batches: Int

  static func worker() throws -> String { try WorkerScript.text() }

  func run() throws {
    let source = try source()
    let clock = ContinuousClock()
    let begin = clock.now
    let model = try PyodideModel(Distribution(path: distribution))
    let instance = try model.start(source)
    let start = clock.now - begin
    var times: [String: [Double]] = [:]
    for (index, batch) in try inputs().enumerated() {
      times[EngineResult.functions[index]] = try (0..<batches).map { _ in
        try clock.measure { _ = try instance.call(index, batch) } / .milliseconds(1)
      }
    }
    let result = EngineResult(
      start: start / .milliseconds(1), times: times, resident: Double(try ProcessMemory.resident()))
    FileHandle.standardOutput.write(try JSONEncoder().encode(result))
  }

  /// Runs each function once, and writes what was sent and answered to a folder.
  ///
  /// - Returns: the files of the requests, of which the first loads the functions.
  func writeMessages(to folder: String) throws -> [String] {
    let model = try PyodideModel(Distribution(path: distribution))
    let (instance, record) = try model.startRecording(source())
    for (index, batch) in try inputs().enumerated() { _ = try instance.call(index, batch) }
    return try zip(["load"] + EngineResult.functions, record.passed).map { name, passed in
      let path = "\(folder)/\(name)"
      try Data(passed.request).write(to: URL(filePath: "\(path).message"))
      try Data(passed.reply).write(to: URL(filePath: "\(path).reply"))
      return "\(path).message"
    }
  }

  private func source() throws -> ProgramSource {
    ProgramSource(
      text: try String(contentsOfFile: functions, encoding: .utf8), file: "functions.py",
      limits: Limits(time: .seconds(60), memory: 1 << 30))
  }

  /// A batch for each function.
  private func inputs() throws -> [Batch] {
    [
      try Batch(columns: [Column(.int64, (0..<rows).map { .int64(Int64($0)) })]),
      try Batch(columns: [Column(.utf8, (0..<rows).map { .utf8("row-\($0)-of") })]),
    ]
  }
}
