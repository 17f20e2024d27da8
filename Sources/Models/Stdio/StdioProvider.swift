import Foundation
public import PythonGuest

extension ModelOption {
  /// A WASI command that is a Python interpreter.
  public static let pythonModule = ModelOption("python-wasm")
  /// The folder of that interpreter's standard library.
  public static let standardLibrary = ModelOption("stdlib")
}

/// The model `stdio`: by default CPython as a WASI command, built from its unmodified source.
public struct StdioProvider: ModelProvider {
  static let install = "./just setup-models stdio"

  public let name = "stdio"
  public let options: [ModelOption] = [.pythonModule, .standardLibrary]

  public init() {}

  public func describe() -> ModelDescription {
    ModelDescription(
      name: name, available: ModelFolder.locate("stdio").flatMap(Self.own) != nil, python: "3.13.5",
      install: Self.install,
      limitations: Self.limitations)
  }

  static let limitations = [
    "an instance starts in a tenth of a second, since its interpreter starts anew",
    "no threads, processes or sockets; of files, the standard library alone",
    "of the builds of others, some cannot sleep, and some crash where the embedded model raises RecursionError",
  ]

  public func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel {
    if let module = options[.pythonModule] {
      return try StdioModel(module: module, standardLibrary: options[.standardLibrary])
    }
    let own = try Self.own(in: ModelFolder.require("stdio", orThrow: Self.notSetUp))
    guard let own else { throw Self.notSetUp }
    return try StdioModel(
      module: "\(own)/python.wasm", standardLibrary: options[.standardLibrary] ?? "\(own)/lib",
      limits: .ofParts)
  }

  private static var notSetUp: PythonGuestError {
    PythonGuestError(
      .internal, "the model stdio is not set up; run \(install), or name a python.wasm")
  }

  /// The folder of our own build.
  private static func own(in folder: String) -> String? {
    let own = "\(folder)/cpython-3.13"
    return FileManager.default.fileExists(atPath: "\(own)/python.wasm") ? own : nil
  }
}
