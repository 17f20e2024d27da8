import Columns
import Foundation
import Pyodide
import PythonGuest
import Testing

/// All tests, one after another: each interpreter wants a processor and much memory.
@Suite("Pyodide", .serialized, .enabled(if: Support.isSetUp, "\(Support.reason)"))
enum PyodideTests {}

/// What the tests stand on: a distribution that was set up, and the project's folder.
enum Support {
  static let distribution = PyodideProvider.folder()
  static let isSetUp = distribution != nil
  static let reason = "the model is not set up; run ./just setup-models pyodide"

  /// The project's folder.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../..").standardizedFileURL.path

  private static let shared = Result {
    try PyodideModel(Distribution(path: distribution ?? ""))
  }

  static func model() throws -> PyodideModel { try shared.get() }

  /// A program in Pyodide.
  static func program(
    _ text: String, limits: Limits = Limits(time: .seconds(60)),
    output: @escaping OutputHandler = { _, _ in }
  ) throws -> Program {
    try Program(
      ProgramSource(text: text, file: "program.py", limits: limits, output: output),
      model: model())
  }

  static func error(_ body: () throws -> Void) -> PythonGuestError? {
    do {
      try body()
      return nil
    } catch {
      return error as? PythonGuestError
    }
  }
}
