import Foundation
import Models
import PythonGuest

/// A program that takes the same command line and brings a model whose library nobody else is to
/// need. It lies beside this one, and takes over where its model is asked for.
struct SiblingProgram: ModelProvider {
  let name: String
  /// The folder of its distribution goes by its name.
  var options: [ModelOption] { [ModelOption(name)] }
  private let description: ModelDescription

  static let pyodide = SiblingProgram(
    name: "pyodide",
    description: ModelDescription(
      name: "pyodide", available: false, python: nil,
      packages: ["numpy", "pandas", "scipy", "and what else its distribution holds"],
      install: "./just pyodide",
      limitations: [
        "needs JavaScriptCore in the process, and seconds to start without a snapshot"
      ]))

  /// The program's file, or nil where there is none.
  ///
  /// - Throws: why one that is there is not run.
  private func path() throws(PythonGuestError) -> String? {
    try Installation.sibling("pyguest-\(name)")
  }

  /// Whether a command line asks for the model, by its command, by `--model`, or by the option
  /// that names its distribution.
  private func isNeeded(by arguments: [String]) -> Bool {
    if arguments.first == name { return true }
    if let named = value(of: "--model", in: arguments) { return named == name }
    return value(of: "--\(name)", in: arguments) != nil
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
    guard pyodide.isNeeded(by: arguments), !ModelRegistry.isAdded(pyodide.name) else { return }
    guard let path = try pyodide.path() else { throw pyodide.missing }
    var pointers = ([path] + arguments).map { strdup($0) } + [nil]
    execv(path, &pointers)
    throw PythonGuestError(.internal, "\(path) cannot be run: \(String(cString: strerror(errno)))")
  }

  private var missing: PythonGuestError {
    PythonGuestError(
      .internal, "the model \(name) is not installed; run \(description.install ?? "")")
  }

  func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel {
    throw missing
  }

  // MARK: Description

  /// What the program says of its model.
  func describe() -> ModelDescription {
    let path: String
    do {
      guard let found = try self.path() else { return description }
      path = found
    } catch {
      return unusable("\(error.message)")
    }
    guard let told = Self.models(of: path)?.first(where: { $0.name == name }) else {
      return unusable("\(path) is here, but does not run")
    }
    return ModelDescription(
      name: name, available: told.available, python: told.python, packages: told.packages,
      install: description.install, limitations: told.limitations)
  }

  private func unusable(_ why: String) -> ModelDescription {
    var description = description
    description.limitations = [why]
    return description
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
