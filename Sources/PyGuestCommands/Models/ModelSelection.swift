import ArgumentParser
import Models

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

  /// What these say.
  var choice: ModelChoice {
    let all: [(option: ModelOption, path: String?)] = [
      (.pythonModule, pythonWasm), (.component, component), (.standardLibrary, stdlib),
      (ModelOption("pyodide"), pyodide),
    ]
    return ModelChoice(
      name: model, files: all.compactMap { given in given.path.map { (given.option, $0) } })
  }
}
