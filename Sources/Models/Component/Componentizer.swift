import Foundation
public import PythonGuest

/// Makes components that carry a program, with componentize-py.
public enum Componentizer {
  /// Loads a source in CPython for WebAssembly and makes a component that begins there.
  ///
  /// - Parameters:
  ///   - source: Python. It is loaded while the component is built: what it imports, sets and
  ///     prints then is part of the component.
  ///   - file: the name that tracebacks show.
  ///   - stubbingWASI: leaves out WASI, so that the component imports nothing but the function
  ///     it prints with, and has neither clocks nor random numbers.
  ///   - progress: told what is being done.
  /// - Returns: the component.
  /// - Throws: `internal`, where componentize-py was not set up or fails, or the error of the
  ///   source.
  public static func build(
    source: String, file: String, stubbingWASI: Bool = false,
    progress: (String) -> Void = { _ in }
  ) throws(PythonGuestError) -> [UInt8] {
    guard !source.isEmpty else {
      throw PythonGuestError(.usage, of: .file(file), "is empty: a component needs a program")
    }
    let folder = try ModelFolder.require("component", orThrow: ComponentProvider.notSetUp)
    let build = try ModuleBuild.make("component")
    let settings = settings(source: source, file: file, stubbingWASI: stubbingWASI)
    try build.write(settings, to: "settings.py")
    progress("load \(file) and build a component")
    try run(folder, build, file, stubbingWASI)
    progress("compile and try the component")
    let model = try ComponentModel(path: build.path("made.wasm"))
    _ = try Program(ProgramSource(text: source, file: file), model: model)
    return try build.bytes(of: "made.wasm")
  }

  /// The text of the module `settings`; its strings are JSON, which Python reads as its own.
  private static func settings(source: String, file: String, stubbingWASI: Bool) -> String {
    """
    import json

    FILE = json.loads(\(literal(file)))
    SOURCE = json.loads(\(literal(source)))
    STUBBED = \(stubbingWASI ? "True" : "False")

    """
  }

  /// JSON of a text, in ASCII hexadecimal within a Python expression.
  private static func literal(_ text: String) -> String {
    let json = (try? JSONEncoder().encode(text)) ?? Data("\"\"".utf8)
    let digits = json.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return "bytes.fromhex('\(digits)')"
  }

  private static func run(
    _ folder: String, _ build: borrowing ModuleBuild, _ file: String, _ stubbingWASI: Bool
  ) throws(PythonGuestError) {
    guard let python = Installation.program("python3") else {
      throw PythonGuestError(.internal, "componentize-py needs python3, which PATH does not have")
    }
    let arguments =
      [
        "-B", "\(folder)/bin/componentize-py", "--wit-path", "\(folder)/wit",
        "--world", "program", "componentize", "--python-path", build.folder, "--python-path",
        "\(folder)/guest", "guest", "--output", build.path("made.wasm"),
      ] + (stubbingWASI ? ["--stub-wasi"] : [])
    try build.run(
      "componentize-py", python, arguments, file: file,
      variables: ["PYTHONPATH": folder, "VIRTUAL_ENV": nil])
  }
}
