import ArgumentParser
import PythonGuest
import Tables

/// Loads a source ahead of time.
struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Load a Python file ahead of time, so that it starts in a moment.",
    discussion: """
      The program image that is made takes the place of the Python file in the other commands. It \
      runs with the version of Python Guest that made it.
      """)

  @Argument(help: ArgumentHelp("The Python file.", valueName: "FILE.py"))
  var file: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The program image; without it, the Python file's name with .pyguest.",
      valueName: "FILE.pyguest"))
  var output: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let source = try PythonSource(file).uncompiled()
    let bytes = try source.attributing { () throws(PythonGuestError) in
      let image = try Image(runtime: Runtime(), directory: Image.locate())
      return try ProgramImage(PythonLoader(common).source(source), image: image).serialized()
    }
    let target = try OutputFile(path: output ?? source.replacingSuffix(with: ".pyguest"))
    try target.write(bytes)
    try target.finish()
  }
}
