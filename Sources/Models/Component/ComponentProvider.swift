import Foundation
public import PythonGuest

extension ModelOption {
  /// A component of the world in `wit/pyguest.wit`.
  public static let component = ModelOption("component")
}

/// The model `component`.
public struct ComponentProvider: ModelProvider {
  static let install = "./just setup-models component"

  static var notSetUp: PythonGuestError {
    PythonGuestError(.internal, "the model component is not set up; run \(install)")
  }

  public let name = "component"
  public let options = [ModelOption.component]

  public init() {}

  public func describe() -> ModelDescription {
    let folder = ModelFolder.locate("component")
    let isThere = folder.map {
      FileManager.default.fileExists(atPath: "\($0)/\(ComponentModel.generic)")
    }
    return ModelDescription(
      name: name, available: isThere == true, python: "3.14.0",
      install: Self.install,
      limitations: [
        "the standard library alone, as far as it was imported when the component was built",
        "no threads, processes, sockets or files",
        "C code that waits is not interrupted; time.sleep is",
        "built with --stub-wasi there are no clocks and no random numbers: using one ends the call",
        "the memory that a component uses is limited but not reported",
      ])
  }

  public func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel {
    if let path = options[.component] { return try ComponentModel(path: path) }
    return try ComponentModel()
  }
}
