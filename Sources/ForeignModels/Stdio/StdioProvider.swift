import Foundation
public import PythonGuest

/// The model `stdio`: by default CPython as a WASI command, built from its unmodified source.
public struct StdioProvider: ModelProvider {
  static let install = "./just setup-models stdio"

  public init() {}

  public func describe() -> ModelDescription {
    ModelDescription(
      name: "stdio", available: Self.own != nil, python: "3.13.5", install: Self.install,
      limitations: Self.limitations)
  }

  static let limitations = [
    "an instance starts in a tenth of a second, since its interpreter starts anew",
    "no threads, processes or sockets; of files, the standard library alone",
    "of the builds of others, some cannot sleep, and some crash where the embedded model raises RecursionError",
  ]

  public func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel {
    if let module = options.pythonModule {
      return try StdioModel(module: module, standardLibrary: options.standardLibrary)
    }
    guard let own = Self.own else {
      throw PythonGuestError(
        .internal, "the model stdio is not set up; run \(Self.install), or name a python.wasm")
    }
    return try StdioModel(
      module: "\(own)/python.wasm", standardLibrary: options.standardLibrary ?? "\(own)/lib")
  }

  /// The folder of our own build.
  private static var own: String? {
    guard let folder = ModelFolder.locate("stdio") else { return nil }
    let own = "\(folder)/cpython-3.13"
    return FileManager.default.fileExists(atPath: "\(own)/python.wasm") ? own : nil
  }
}
