import ArgumentParser
import Models
import PythonGuest
import Tables

/// Builds a WebAssembly component of a Python file.
struct ComponentizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "componentize",
    abstract: "Build a WebAssembly component of a Python file, with componentize-py.",
    discussion: """
      The component takes the place of the Python file in the other commands. Any host of \
      components can run it: its world is in wit/pyguest.wit.
      """)

  @Argument(help: ArgumentHelp("The Python file.", valueName: "FILE.py"))
  var file: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The component; without it, the Python file's name with .wasm.", valueName: "FILE.wasm"))
  var output: String?

  @Flag(help: "Leave out all of WASI: no clocks, no random numbers.")
  var stubWasi = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let source = try PythonSource(file)
    let text = try source.text()
    let output = output ?? source.replacingSuffix(with: ".wasm")
    try BuiltFile.check(output)
    Signals.endsBuilds()
    let component = try source.attributing { () throws(PythonGuestError) in
      try common.packages.loader.requireNone(source, of: "componentize")
      return try Componentizer.build(
        source: text, file: source.file, stubbingWASI: stubWasi
      ) { Console.shared.writeError("pyguest: \($0)\n") }
    }
    try BuiltFile.write(component, to: output)
  }
}
