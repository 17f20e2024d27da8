import Foundation
public import PythonGuest

/// Compiles programs ahead of time with py2wasm: Nuitka translates Python to C, and the Swift
/// toolchain's clang compiles that for WebAssembly.
public enum Py2wasmCompiler {
  /// Compiles a program and the worker into one WASI command, which the model `py2wasm` runs.
  ///
  /// - Parameters:
  ///   - source: Python 3.11.
  ///   - file: what messages call it.
  ///   - output: the path of the command.
  ///   - progress: told what is being done.
  /// - Throws: `internal`, where py2wasm was not set up or fails, `usage`, where the command cannot
  ///   be written, or the error of the source.
  public static func compile(
    source: String, file: String, output: String, progress: (String) -> Void = { _ in }
  ) throws(PythonGuestError) {
    guard let folder = ModelFolder.locate("py2wasm") else { throw Py2wasmProvider.notSetUp }
    let work = FileManager.default.temporaryDirectory
      .appendingPathComponent("pyguest-py2wasm-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: work) }
    let made = "\(work)/program.wasm"
    do {
      try FileManager.default.createDirectory(
        atPath: work, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      try source.write(toFile: "\(work)/program.py", atomically: false, encoding: .utf8)
      try WorkerScript.text().write(
        toFile: "\(work)/worker.py", atomically: false, encoding: .utf8)
      progress("compile \(file) with py2wasm; this takes half a minute or more")
      try run(folder, work, made)
    } catch let error as PythonGuestError {
      throw error
    } catch {
      throw PythonGuestError(.internal, "nothing was compiled: \(error)", underlying: error)
    }
    progress("precompile and try the module")
    _ = try Program(ProgramSource(text: source, file: file), model: StdioModel(worker: made))
    do {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: made))
      try bytes.write(to: URL(fileURLWithPath: output), options: .atomic)
    } catch {
      throw PythonGuestError(.usage, "\(output) cannot be written", underlying: error)
    }
  }

  private static func run(_ folder: String, _ work: String, _ output: String) throws {
    let log = "\(work)/log.txt"
    try Data().write(to: URL(fileURLWithPath: log))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(folder)/python")
    process.arguments = ["\(folder)/compile.py", work, output]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      let lines = text.split(separator: "\n")
      let why = lines.last { $0.contains("rror") } ?? lines.last ?? "it said nothing"
      throw PythonGuestError(.internal, "py2wasm failed: \(why)")
    }
  }
}
