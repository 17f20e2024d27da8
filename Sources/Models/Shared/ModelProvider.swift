public import PythonGuest

/// A way to run programs as the command line offers it, by name.
public protocol ModelProvider: Sendable {
  /// As `--model` takes it. Known without a look at what is installed.
  var name: String { get }
  /// What it may be told to use.
  var options: [ModelOption] { get }

  /// What it can do, and whether its parts are installed.
  func describe() -> ModelDescription

  /// Makes the model.
  ///
  /// - Parameter options: some of its own.
  /// - Throws: `usage` where an option is missing or names what is not there, `internal` where
  ///   the model's parts are not installed, with the command that installs them.
  func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel
}

extension ModelProvider {
  /// None: it runs what was set up.
  public var options: [ModelOption] { [] }

  /// Makes the model of what was set up.
  public func make() throws(PythonGuestError) -> any ExecutionModel { try make([:]) }
}

/// What a person is told of a way to run Python.
public struct ModelDescription: Sendable, Equatable, Encodable {
  /// As `--model` takes it.
  public var name: String
  /// Whether everything it needs is here.
  public var available: Bool
  /// The version of Python; nil where that depends on a file the user names.
  public var python: String?
  /// Packages beyond the standard library.
  public var packages: [String]
  /// The command that installs what is missing; nil where nothing is to be installed.
  public var install: String?
  /// What programs cannot do here that they can in the embedded model.
  public var limitations: [String]

  public init(
    name: String, available: Bool, python: String?, packages: [String] = [],
    install: String? = nil, limitations: [String] = []
  ) {
    self.name = name
    self.available = available
    self.python = python
    self.packages = packages
    self.install = install
    self.limitations = limitations
  }
}

/// A file or folder that a model may be told to use, in place of those that were set up. Each
/// provider declares its own.
public struct ModelOption: Sendable, Hashable {
  /// As the command line takes it, behind `--`.
  public let name: String

  public init(_ name: String) { self.name = name }
}

/// Paths by what they are for.
public typealias ModelOptions = [ModelOption: String]
