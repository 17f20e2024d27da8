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
    guard let folder = ModelFolder.locate("component") else { throw ComponentProvider.notSetUp }
    let work = FileManager.default.temporaryDirectory
      .appendingPathComponent("pyguest-component-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: work) }
    let made = "\(work)/component.wasm"
    do {
      try FileManager.default.createDirectory(
        atPath: work, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      let settings = settings(source: source, file: file, stubbingWASI: stubbingWASI)
      try settings.write(toFile: "\(work)/settings.py", atomically: false, encoding: .utf8)
      try WorkerScript.text().write(
        toFile: "\(work)/worker.py", atomically: false, encoding: .utf8)
      progress("load \(file) and build a component")
      try run(folder, work, made, stubbingWASI)
    } catch let error as PythonGuestError {
      throw error
    } catch {
      throw PythonGuestError(.internal, "no component was built: \(error)", underlying: error)
    }
    progress("compile and try the component")
    _ = try Program(ProgramSource(text: source, file: file), model: ComponentModel(path: made))
    try move(made, to: output)
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
    _ folder: String, _ work: String, _ output: String, _ stubbingWASI: Bool
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      [
        "python3", "-B", "\(folder)/bin/componentize-py", "--wit-path", "\(folder)/wit",
        "--world", "program", "componentize", "--python-path", work, "--python-path",
        "\(folder)/guest", "guest", "--output", output,
      ] + (stubbingWASI ? ["--stub-wasi"] : [])
    var environment = ProcessInfo.processInfo.environment
    environment["PYTHONPATH"] = folder
    environment["VIRTUAL_ENV"] = nil
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let log = "\(work)/log.txt"
    try Data().write(to: URL(fileURLWithPath: log))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      let why = text.split(separator: "\n").first { $0.contains("Error") } ?? "it said nothing"
      throw PythonGuestError(.internal, "componentize-py failed: \(why)")
    }
  }

  private static func move(_ made: String, to output: String) throws(PythonGuestError) {
    do {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: made))
      try bytes.write(to: URL(fileURLWithPath: output), options: .atomic)
    } catch {
      throw PythonGuestError(.usage, "\(output) cannot be written", underlying: error)
    }
  }
}
