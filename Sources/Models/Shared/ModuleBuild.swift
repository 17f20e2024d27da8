import Files
import Foundation
package import PythonGuest
import Synchronization

/// A folder in which a tool of others works, such as one that builds a module. It goes with what is in
/// it when the build is let go of.
public struct ModuleBuild: ~Copyable {
  package let folder: String

  /// The folders of all builds, each with the tool that is at work in it, or 0.
  private static let underWay = Mutex<[String: pid_t]>([:])

  /// Makes a folder that nobody else reads, with the worker in it.
  ///
  /// - Parameter name: what the folder's name begins with.
  static func make(_ name: String) throws(PythonGuestError) -> ModuleBuild {
    let build = try ModuleBuild(name)
    try build.write(WorkerScript.text(), to: "worker.py")
    return build
  }

  /// Makes an empty folder that nobody else reads.
  package init(_ name: String) throws(PythonGuestError) {
    folder = try Self.makeFolder(name)
    Self.underWay.withLock { $0[folder] = 0 }
  }

  /// A new folder for its owner alone, at an absolute path: the tool works in it.
  private static func makeFolder(_ name: String) throws(PythonGuestError) -> String {
    let pattern = FileManager.default.temporaryDirectory.path + "/pyguest-\(name)-XXXXXX"
    var bytes = Array(pattern.utf8CString)
    guard mkdtemp(&bytes) != nil, let made = realpath(&bytes, nil) else {
      throw PythonGuestError(
        .internal, "\(pattern) cannot be made: \(String(cString: strerror(errno)))")
    }
    defer { free(made) }
    return String(cString: made)
  }

  deinit {
    Self.underWay.withLock { [folder] in _ = $0.removeValue(forKey: folder) }
    try? FileManager.default.removeItem(atPath: folder)
  }

  package func path(_ file: String) -> String { "\(folder)/\(file)" }

  package func write(_ text: String, to file: String) throws(PythonGuestError) {
    do {
      try text.write(toFile: path(file), atomically: false, encoding: .utf8)
    } catch {
      throw PythonGuestError(.internal, "\(path(file)) cannot be written", underlying: error)
    }
  }

  /// The status with which a tool ends that refuses the source.
  private static let refusal: Int32 = 3

  /// Runs a tool that builds of a source, to its end.
  ///
  /// - Parameters:
  ///   - file: the name of the source.
  ///   - variables: its environment, beside that of this process; nil removes one.
  /// - Throws: `internal` with the last error that it printed, where it fails; `syntaxError` with
  ///   its last line, a line of the source and what is wrong there, where it ends with status 3.
  func run(
    _ tool: String, _ program: String, _ arguments: [String], file: String,
    variables: [String: String?] = [:]
  ) throws(PythonGuestError) {
    let status = try run(tool, program, arguments, variables: variables)
    if status == Self.refusal, let why = printed.last { throw Self.refused(why, file) }
    if status != 0 { throw failure(of: tool) }
  }

  /// What the tool printed, by lines.
  private var printed: [String] {
    ((try? String(contentsOfFile: path("log.txt"), encoding: .utf8)) ?? "").split(separator: "\n")
      .map(String.init)
  }

  /// The last error that the tool printed.
  package func failure(of tool: String) -> PythonGuestError {
    let lines = printed
    let why = lines.last { $0.contains("rror") } ?? lines.last ?? "it said nothing"
    return PythonGuestError(.internal, "\(tool) failed: \(why)")
  }

  /// Runs a tool to its end, in the build's folder and with no other program within its reach by
  /// name than what `PATH` has at absolute places.
  ///
  /// - Returns: its exit status.
  package func run(
    _ tool: String, _ program: String, _ arguments: [String], variables: [String: String?] = [:]
  ) throws(PythonGuestError) -> Int32 {
    let log = path("log.txt")
    let process = Process()
    do {
      try Data().write(to: URL(fileURLWithPath: log))
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = arguments
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      var environment = ProcessInfo.processInfo.environment
      // What the tool puts aside goes with the folder.
      environment["TMPDIR"] = folder
      environment["PATH"] = Installation.searchPath
      for (name, value) in variables { environment[name] = value }
      process.environment = environment
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = handle
      process.standardError = handle
      try process.run()
    } catch {
      throw PythonGuestError(.internal, "\(tool) does not start: \(error)", underlying: error)
    }
    Self.underWay.withLock { [folder] in $0[folder] = process.processIdentifier }
    process.waitUntilExit()
    Self.underWay.withLock { [folder] in $0[folder] = 0 }
    return process.terminationStatus
  }

  /// The error of a source that a tool refuses.
  private static func refused(_ printed: String, _ file: String) -> PythonGuestError {
    let parts = printed.split(separator: " ", maxSplits: 1)
    let line = parts.count == 2 ? parts.first.flatMap { Int($0) } : nil
    return PythonGuestError(
      .syntaxError, of: .place(in: file, line: line), line == nil ? printed : String(parts[1]),
      isWhileLoading: true)
  }

  /// What a file of the build holds.
  package func bytes(of file: String) throws(PythonGuestError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path(file)) else {
      throw PythonGuestError(.internal, "\(path(file)) cannot be read")
    }
    return Array(data)
  }

  /// Ends all tools at work and removes their folders, then the process, which was told to end.
  ///
  /// - Parameter end: ends it. No build goes on before.
  public static func abandonAll(_ end: () -> Void) {
    underWay.withLock { builds in
      for (folder, tool) in builds {
        if tool > 0 { stop(tool) }
        // A tool's own programs may be writing for a moment more.
        for _ in 0..<100 where FileManager.default.fileExists(atPath: folder) {
          try? FileManager.default.removeItem(atPath: folder)
          usleep(10_000)
        }
      }
      end()
    }
  }

  /// Stops a tool together with the programs that it runs, where it leads a group of its own.
  private static func stop(_ tool: pid_t) {
    kill(getpgid(tool) == tool ? -tool : tool, SIGKILL)
  }
}
