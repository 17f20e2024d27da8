public import Models
public import Wasmtime

/// One system of the comparison: a model, the files it runs, and what they make of it.
public struct ModelSubject: Sendable {
  /// As the table calls it.
  public var name: String
  public var provider: any ModelProvider
  public var options: ModelOptions
  /// What is compiled to machine code before it runs.
  public var module: ModuleFile?
  /// Files or folders beside the module that it needs, such as its standard library.
  public var library: [String]
  /// Makes ready what is not to be measured.
  public var prepare: (@Sendable () throws -> Void)?
  /// Compiles a source ahead of time into a file, where the model does.
  public var compile:
    (@Sendable (_ source: String, _ file: String, _ output: String) throws -> Void)?
  public var verdict: Verdict

  public init(
    name: String, provider: any ModelProvider, options: ModelOptions = [:],
    module: ModuleFile? = nil, library: [String] = [],
    prepare: (@Sendable () throws -> Void)? = nil,
    compile: (@Sendable (_ source: String, _ file: String, _ output: String) throws -> Void)? = nil,
    verdict: Verdict
  ) {
    self.name = name
    self.provider = provider
    self.options = options
    self.module = module
    self.library = library
    self.prepare = prepare
    self.compile = compile
    self.verdict = verdict
  }
}

/// A file of WebAssembly, and who compiles it.
public enum ModuleFile: Sendable {
  /// A module that wasmtime compiles, with features beyond the usual.
  case module(path: String, features: Configuration.Features = [])
  /// A component that wasmtime compiles.
  case component(path: String)
  /// A module that another engine compiles as it runs.
  case elsewhere(path: String)

  var path: String {
    switch self {
    case .module(let path, _), .component(let path), .elsewhere(let path): path
    }
  }
}

/// Whether a database can embed a model, and what decides it.
public struct Verdict: Codable, Sendable {
  public var embeddable: Bool
  public var reason: String

  public init(embeddable: Bool, reason: String) {
    self.embeddable = embeddable
    self.reason = reason
  }
}
