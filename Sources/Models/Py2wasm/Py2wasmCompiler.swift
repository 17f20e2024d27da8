public import PythonGuest

/// Compiles programs ahead of time with py2wasm: Nuitka translates Python to C, and the Swift
/// toolchain's clang compiles that for WebAssembly.
public enum Py2wasmCompiler {
  /// Compiles a program and the worker into one WASI command, which the model `py2wasm` runs.
  ///
  /// - Parameters:
  ///   - source: Python 3.11.
  ///   - file: what messages and tracebacks call it.
  ///   - progress: told what is being done.
  /// - Returns: the command.
  /// - Throws: `internal`, where py2wasm was not set up or fails, or the error of the source.
  public static func compile(
    source: String, file: String, progress: (String) -> Void = { _ in }
  ) throws(PythonGuestError) -> [UInt8] {
    let folder = try ModelFolder.require("py2wasm", orThrow: Py2wasmProvider.notSetUp)
    try check(source, file)
    let build = try ModuleBuild.make("py2wasm")
    try build.write(source, to: "program.py")
    progress("compile \(file) with py2wasm; this takes half a minute or more")
    let arguments = ["\(folder)/compile.py", build.folder, build.path("made.wasm"), file]
    try build.run("py2wasm", "\(folder)/python", arguments, file: file)
    progress("precompile and try the module")
    let model = try StdioModel(worker: build.path("made.wasm"), limits: .ofStrangers)
    _ = try Program(ProgramSource(text: source, file: file), model: model)
    return try build.bytes(of: "made.wasm")
  }

  /// Refuses at once what is no Python 3.11 or has a signature that is not supported.
  private static func check(_ source: String, _ file: String) throws(PythonGuestError) {
    let model = try Py2wasmProvider().make()
    do throws(PythonGuestError) {
      _ = try Program(ProgramSource(text: source, file: file), model: model)
    } catch {
      // Others may come of imports that only a compiled program takes along.
      guard error.code == .syntaxError || error.code == .unsupportedSignature else { return }
      throw error
    }
  }
}
