import Foundation
public import Models
public import PythonGuest

extension ModelOption {
  /// The folder of a distribution.
  public static let pyodide = ModelOption("pyodide")
}

/// The model `pyodide`.
public struct PyodideProvider: ModelProvider {
  private static let install = "./just pyodide"

  public var name: String { Self.name }

  private static let name = "pyodide"

  public let options = [ModelOption.pyodide]

  public init() {}

  /// Read once: that takes a look into each of the interpreter's files.
  private static let description = {
    let distribution = folder().flatMap { try? Distribution(path: $0) }
    return ModelDescription(
      name: name, available: distribution != nil, python: distribution?.python,
      packages: distribution?.packages ?? [], install: install,
      limitations: [
        "an instance takes about a second to start, and packages more; neither counts as time",
        "packages are loaded for the imports that the source spells out",
        "the memory limit is of WebAssembly memory; what JavaScript holds, such as files in /tmp, "
          + "is not counted",
        "the module js is empty; the engine's other objects reach nothing of the machine",
        "C code that looks for no interrupt ends a second after the time limit: its thread is "
          + "stopped, and what memory it has stays taken until the process ends",
        "tracebacks mark places in lines as the distribution's Python does, 3.12 more than 3.13",
        "instances share the seed of str's hash; random numbers are their own",
        "no threads, processes or sockets",
      ])
  }()

  public func describe() -> ModelDescription { Self.description }

  public func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel {
    try model(options)
  }

  /// The model itself.
  public func model(_ options: ModelOptions) throws(PythonGuestError) -> PyodideModel {
    guard let path = options[.pyodide] ?? Self.folder() else {
      throw PythonGuestError(
        .internal,
        "the model pyodide is not set up; run \(Self.install), or name a distribution "
          + "with --pyodide DIR")
    }
    return try PyodideModel(Distribution(path: path))
  }

  /// The distribution that was set up.
  public static func folder() -> String? { ModelFolder.locate("pyodide") }
}
