import Files
import Foundation
import PythonGuest
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder in which a tool of others builds a module. It goes with what is in it when the build
/// is let go of.
public struct ModuleBuild: ~Copyable {
  let folder: String

  /// The folders of all builds, each with the tool that is at work in it, or 0.
  private static let underWay = Mutex<[String: pid_t]>([:])

  /// Makes a folder that nobody else reads, with the worker in it.
  ///
  /// - Parameters:
  ///   - name: what the folder's name begins with.
  ///   - output: where the module is wanted.
  /// - Throws: `usage`, where no file can be written there: before minutes are spent on it.
  init(_ name: String, for output: String) throws(PythonGuestError) {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("pyguest-\(name)-\(UUID().uuidString)").path
    let parent = URL(fileURLWithPath: output).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: parent) else {
      throw PythonGuestError(.usage, "\(output) cannot be written")
    }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw PythonGuestError(.internal, "\(folder) cannot be made: \(error)", underlying: error)
    }
    Self.underWay.withLock { [folder] in $0[folder] = 0 }
    try write(WorkerScript.text(), to: "worker.py")
  }

  deinit {
    Self.underWay.withLock { [folder] in _ = $0.removeValue(forKey: folder) }
    try? FileManager.default.removeItem(atPath: folder)
  }

  func path(_ file: String) -> String { "\(folder)/\(file)" }

  func write(_ text: String, to file: String) throws(PythonGuestError) {
    do {
      try text.write(toFile: path(file), atomically: false, encoding: .utf8)
    } catch {
      throw PythonGuestError(.internal, "\(path(file)) cannot be written", underlying: error)
    }
  }

  /// The status with which a tool ends that refuses the source.
  private static let refusal: Int32 = 3

  /// Runs a tool to its end.
  ///
  /// - Parameter variables: its environment, beside that of this process; nil removes one.
  /// - Throws: `internal` with the last error that it printed, where it fails; `syntaxError` with
  ///   its last line, where it ends with status 3.
  func run(
    _ tool: String, _ program: String, _ arguments: [String], variables: [String: String?] = [:]
  ) throws(PythonGuestError) {
    let log = path("log.txt")
    let process = Process()
    do {
      try Data().write(to: URL(fileURLWithPath: log))
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = arguments
      var environment = ProcessInfo.processInfo.environment
      // What the tool puts aside goes with the folder.
      environment["TMPDIR"] = folder
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
    guard process.terminationStatus != 0 else { return }
    let lines = ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").split(separator: "\n")
    if process.terminationStatus == Self.refusal, let why = lines.last {
      throw PythonGuestError(.syntaxError, String(why), isWhileLoading: true)
    }
    let why = lines.last { $0.contains("rror") } ?? lines.last ?? "it said nothing"
    throw PythonGuestError(.internal, "\(tool) failed: \(why)")
  }

  /// Puts a file where it was wanted, whole or not at all.
  ///
  /// - Throws: `usage`, where it cannot be written.
  func move(_ file: String, to output: String) throws(PythonGuestError) {
    do {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path(file)), options: .alwaysMapped)
      try WholeFile.write([UInt8](bytes), to: output)
    } catch let error as FileError {
      throw PythonGuestError(.usage, "\(output): \(error.message)", underlying: error)
    } catch {
      throw PythonGuestError(.usage, "\(output) cannot be written", underlying: error)
    }
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
