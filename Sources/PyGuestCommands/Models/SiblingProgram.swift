import Foundation
import PythonGuest

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A program that takes the same command line and brings a model whose library nobody else is to
/// need. It lies beside this one, and takes over where its model is asked for.
struct SiblingProgram: ModelProvider {
  let model: String
  private let description: ModelDescription

  static let pyodide = SiblingProgram(
    model: "pyodide",
    description: ModelDescription(
      name: "pyodide", available: false, python: nil,
      packages: ["numpy", "pandas", "scipy", "and what else its distribution holds"],
      install: "./just setup-models pyodide",
      limitations: [
        "needs JavaScriptCore in the process, and seconds to start without a snapshot"
      ]))

  /// The program's file, beside this one or as its own package builds it in a checkout.
  private var path: String? {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let folder = URL(filePath: own).deletingLastPathComponent()
    let name = "pyguest-\(model)"
    var places = [folder.appending(path: name)]
    var above = folder
    while above.path.count > 1 {
      places.append(above.appending(path: "Integrations/Pyodide/.build/release/\(name)"))
      above.deleteLastPathComponent()
    }
    return places.map(\.path).first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Whether a command line asks for the model, by its command or by `--model`.
  private func isNeeded(by arguments: [String]) -> Bool {
    if arguments.first == model || arguments.contains("--model=\(model)") { return true }
    return zip(arguments, arguments.dropFirst()).contains { $0 == "--model" && $1 == model }
  }

  /// Runs the program in place of this process, where the command line asks for it; returns
  /// where it does not, or the model is here already.
  static func takeOver(_ arguments: [String]) throws(PythonGuestError) {
    guard pyodide.isNeeded(by: arguments), !ModelRegistry.isAdded(pyodide.model) else { return }
    guard let path = pyodide.path else { throw pyodide.missing }
    var pointers = ([path] + arguments).map { strdup($0) } + [nil]
    execv(path, &pointers)
    throw PythonGuestError(.internal, "\(path) cannot be run: \(String(cString: strerror(errno)))")
  }

  private var missing: PythonGuestError {
    PythonGuestError(
      .internal, "the model \(model) is not installed; run \(description.install ?? "")")
  }

  func describe() -> ModelDescription {
    var description = description
    description.available = path != nil
    return description
  }

  func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel {
    throw missing
  }
}
