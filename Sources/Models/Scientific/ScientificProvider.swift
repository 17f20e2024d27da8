import Foundation
public import PythonGuest

/// The model `scientific`.
public struct ScientificProvider: ModelProvider {
  static let install = "./just setup-models scientific"

  static var notSetUp: PythonGuestError {
    PythonGuestError(.internal, "the model scientific is not set up; run \(install)")
  }

  public let name = "scientific"

  public init() {}

  public func describe() -> ModelDescription {
    let folder = ModelFolder.locate("scientific")
    let isThere = folder.map {
      FileManager.default.fileExists(atPath: "\($0)/\(ScientificParts.identityName)")
    }
    return ModelDescription(
      name: name, available: isThere == true, python: "3.15.0",
      packages: ["numpy", "pandas", "scipy", "scikit-learn", "statsmodels", "matplotlib", "lxml"],
      install: Self.install,
      limitations: [
        "an instance takes 64 MiB of memory with numpy and pandas imported, before the program",
        "the first start on a machine compiles for about 3 minutes",
        "C code that waits is not interrupted; time.sleep is",
      ])
  }

  public func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel {
    try ScientificModel()
  }
}
