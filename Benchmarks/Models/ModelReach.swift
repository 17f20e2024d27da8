import Columns
import Foundation
import PythonGuest

/// What programs reach from inside a model, found out by `reach.py`, which tries it.
struct ModelReach {
  /// The functions of `reach.py`, in the order they are told of.
  private static let attempts = [
    "clock", "randomness", "sleep", "library_files", "files_of_its_own", "host_files",
    "host_environment", "network", "processes", "threads", "javascript",
  ]

  /// What was reached, in words.
  let things: [String]
  /// The version of Python, as it says itself.
  let python: String

  init(_ model: any ExecutionModel, source: String) throws {
    let secret = FileManager.default.temporaryDirectory
      .appendingPathComponent("pyguest-reach-\(UUID().uuidString)")
    try "secret".write(to: secret, atomically: false, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: secret) }
    let program = try Program(ProgramSource(text: source, file: "reach.py"), model: model)
    guard case .utf8(let version) = try program.function(named: "version").call([]) else {
      throw NoVersion()
    }
    python = version
    things = try Self.attempts.filter { attempt in
      let argument =
        switch attempt {
        case "host_files": secret.path
        case "host_environment": ProcessInfo.processInfo.environment["PATH"] ?? ""
        case "network": "9"
        default: ""
        }
      return try Self.succeeds(program.function(named: attempt), argument)
    }.map { $0.replacing("_", with: " ") }
  }

  private struct NoVersion: Error {}

  /// An attempt that raises, or ends the instance, did not reach anything.
  private static func succeeds(_ function: Function, _ argument: String) throws -> Bool {
    do throws(PythonGuestError) {
      return try function.call([.utf8(argument)]) == .bool(true)
    } catch {
      switch error.code {
      case .invalidInput, .usage, .internal: throw error
      default: return false
      }
    }
  }
}
