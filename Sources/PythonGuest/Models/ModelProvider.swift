/// A way to run programs as the command line offers it, by name.
public protocol ModelProvider: Sendable {
  /// As `--model` takes it. Known without a look at what is installed.
  var name: String { get }

  /// What it can do, and whether its parts are installed.
  func describe() -> ModelDescription

  /// Makes the model.
  ///
  /// - Throws: `usage` where an option is missing or names what is not there, `internal` where
  ///   the model's parts are not installed, with the command that installs them.
  func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel
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

/// Files that a model may be told to use, in place of those that were set up.
public struct ModelOptions: Sendable, Equatable {
  /// A WASI command that is a Python interpreter.
  public var pythonModule: String?
  /// The folder of that interpreter's standard library.
  public var standardLibrary: String?
  /// A component of the world in `wit/pyguest.wit`.
  public var component: String?
  /// A distribution of Pyodide.
  public var pyodide: String?

  public init(
    pythonModule: String? = nil, standardLibrary: String? = nil, component: String? = nil,
    pyodide: String? = nil
  ) {
    self.pythonModule = pythonModule
    self.standardLibrary = standardLibrary
    self.component = component
    self.pyodide = pyodide
  }
}
