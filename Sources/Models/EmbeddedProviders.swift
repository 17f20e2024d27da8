public import PythonGuest

/// The default: our guest.
public struct EmbeddedProvider: ModelProvider {
  /// The version of CPython in the guest.
  static let python = "3.13.5"
  static let install = "./just debug"

  public let name = "embedded"
  private let interruption: Runtime.Interruption

  /// - Parameter interruption: how its calls are ended once their time is up.
  public init(interruption: Runtime.Interruption = .epochs) { self.interruption = interruption }

  public func describe() -> ModelDescription {
    ModelDescription(
      name: name, available: (try? Image.locate()) != nil, python: Self.python,
      install: Self.install)
  }

  public func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel {
    EmbeddedModel(
      try Image(runtime: Runtime(interruption: interruption), directory: Image.locate()))
  }
}

/// Our guest, with the program loaded ahead of time.
public struct ProgramImageProvider: ModelProvider {
  public let name = "program-image"
  private let interruption: Runtime.Interruption

  /// - Parameter interruption: how its calls are ended once their time is up.
  public init(interruption: Runtime.Interruption = .epochs) { self.interruption = interruption }

  public func describe() -> ModelDescription {
    ModelDescription(
      name: name, available: (try? Image.locate()) != nil,
      python: EmbeddedProvider.python, install: EmbeddedProvider.install,
      limitations: [
        "what the source computes while it loads, such as a time, is the same in every instance"
      ])
  }

  public func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel {
    ProgramImageModel(
      try Image(runtime: Runtime(interruption: interruption), directory: Image.locate()))
  }
}
