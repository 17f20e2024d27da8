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
      install: "./just pyodide",
      limitations: [
        "needs JavaScriptCore in the process, and seconds to start without a snapshot"
      ]))

  /// The program's file: beside this one, or in the `dist` of the checkout that this one is in.
  private var path: String? {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let folder = URL(filePath: own).deletingLastPathComponent()
    let name = "pyguest-\(model)"
    var places = [folder.appending(path: name)]
    var above = folder
    while above.path.count > 1 {
      places.append(above.appending(path: "dist/bin/\(name)"))
      above.deleteLastPathComponent()
    }
    return places.map(\.path).first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Whether a command line asks for the model, by its command, by `--model`, or by the option
  /// that names its distribution.
  private func isNeeded(by arguments: [String]) -> Bool {
    if arguments.first == model { return true }
    if let named = value(of: "--model", in: arguments) { return named == model }
    return value(of: "--\(model)", in: arguments) != nil
  }

  private func value(of option: String, in arguments: [String]) -> String? {
    for (index, argument) in arguments.enumerated() {
      if argument.hasPrefix("\(option)=") { return String(argument.dropFirst(option.count + 1)) }
      if argument == option { return arguments.dropFirst(index + 1).first }
    }
    return nil
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

  func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel {
    throw missing
  }

  // MARK: Description

  /// What the program says of its model.
  func describe() -> ModelDescription {
    guard let path else { return description }
    guard let told = Self.models(of: path)?.first(where: { $0.name == model }) else {
      var description = description
      description.limitations = ["\(path) is here, but does not run"]
      return description
    }
    return ModelDescription(
      name: model, available: told.available, python: told.python, packages: told.packages,
      install: description.install, limitations: told.limitations)
  }

  /// What `pyguest models --format json` writes.
  private struct List: Decodable {
    var models: [Entry]
  }

  private struct Entry: Decodable {
    var name: String
    var available: Bool
    var python: String?
    var packages: [String]
    var limitations: [String]
  }

  private static func models(of path: String) -> [Entry]? {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = ["models", "--format", "json"]
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try? JSONDecoder().decode(List.self, from: data).models
  }
}
