import Foundation
public import PythonGuest

/// Makes components that carry a program, with componentize-py.
public enum Componentizer {
  /// Loads a source in CPython for WebAssembly and writes a component that begins there.
  ///
  /// - Parameters:
  ///   - source: Python. It is loaded while the component is built: what it imports, sets and
  ///     prints then is part of the component.
  ///   - file: the name that tracebacks show.
  ///   - output: the path of the component.
  ///   - stubbingWASI: leaves out WASI, so that the component imports nothing but the function
  ///     it prints with, and has neither clocks nor random numbers.
  ///   - progress: told what is being done.
  /// - Throws: `internal`, where componentize-py was not set up or fails, `usage`, where the
  ///   component cannot be written, or the error of the source.
  public static func build(
    source: String, file: String, output: String, stubbingWASI: Bool = false,
    progress: (String) -> Void = { _ in }
  ) throws(PythonGuestError) {
    guard !source.isEmpty else {
      throw PythonGuestError(.usage, "\(file) is empty: a component needs a program")
    }
    guard let folder = ModelFolder.locate("component") else { throw ComponentProvider.notSetUp }
    let build = try ModuleBuild("component", for: output)
    let settings = settings(source: source, file: file, stubbingWASI: stubbingWASI)
    try build.write(settings, to: "settings.py")
    progress("load \(file) and build a component")
    try run(folder, build, stubbingWASI)
    progress("compile and try the component")
    let model = try ComponentModel(path: build.path("made.wasm"))
    _ = try Program(ProgramSource(text: source, file: file), model: model)
    try build.move("made.wasm", to: output)
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
    _ folder: String, _ build: borrowing ModuleBuild, _ stubbingWASI: Bool
  ) throws(PythonGuestError) {
    let arguments =
      [
        "python3", "-B", "\(folder)/bin/componentize-py", "--wit-path", "\(folder)/wit",
        "--world", "program", "componentize", "--python-path", build.folder, "--python-path",
        "\(folder)/guest", "guest", "--output", build.path("made.wasm"),
      ] + (stubbingWASI ? ["--stub-wasi"] : [])
    try build.run(
      "componentize-py", "/usr/bin/env", arguments,
      variables: ["PYTHONPATH": folder, "VIRTUAL_ENV": nil])
  }
}
