import Crypto
import Files
import Foundation
import PythonGuest
import Wasmtime

/// Precompiled modules, kept in the user's cache by the hash of what they were made from.
///
/// The folder is trusted as the program itself is: precompiled code runs as it stands.
enum ModuleCache {
  /// A module, from the cache or compiled now; over a second of that is announced on standard
  /// error.
  ///
  /// - Parameter name: what a person calls it.
  /// - Throws: `usage`, where the bytes are no module.
  static func module(
    _ engine: Engine, _ bytes: [UInt8], name: String
  ) throws(PythonGuestError) -> Module {
    let file = path(of: bytes)
    if let module = try? Module(engine, deserializing: file) { return module }
    do throws(WasmtimeError) {
      let module = try announcing("compiling \(name), once on this machine …") {
        () throws(WasmtimeError) in try Module(engine, bytes: bytes)
      }
      keep(try module.serialize(), at: file)
      return module
    } catch {
      let why = error.message.split(separator: "\n").first ?? ""
      throw PythonGuestError(
        .usage, "\(name) is not a WebAssembly module that can run here: \(why)",
        underlying: error)
    }
  }

  /// Where the precompiled form of a module lies, if it was ever made. To ask counts as use.
  static func path(of bytes: [UInt8]) -> String {
    let hash = SHA256.hash(data: bytes).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0\(digits)" : digits
    }
    let path = "\(folder)/\(hash.joined()).cwasm"
    // Systems keep the time of the last reading to the day at best.
    utimensat(AT_FDCWD, path, nil, 0)
    return path
  }

  private static var folder: String {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    return "\(cache ?? NSHomeDirectory() + "/.cache")/python-guest/modules"
  }

  /// Writes a file whole or not at all. Without one, the next start compiles again.
  static func keep(_ bytes: [UInt8], at path: String) {
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try? WholeFile.write(bytes, to: path)
    makeRoom(in: folder, mostBytes: mostBytes)
  }

  // MARK: What it holds

  /// Several times what the models that can be set up take together.
  private static let mostBytes = 2 << 30

  /// Removes the files used least recently, until what is left fits. A module that is in use
  /// stays mapped.
  static func makeRoom(in folder: String, mostBytes: Int) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let files = names.compactMap { CachedFile("\(folder)/\($0)") }
    var total = 0
    for file in files.sorted(by: { $0.lastUse > $1.lastUse }) {
      total += file.bytes
      if total > mostBytes { unlink(file.path) }
    }
  }
}

/// A file of the cache, and when it was last read or written.
private struct CachedFile {
  let path: String
  let bytes: Int
  /// Seconds since 1970.
  let lastUse: Int

  init?(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.path = path
    bytes = Int(status.st_size)
    #if canImport(Darwin)
      lastUse = max(status.st_atimespec.tv_sec, status.st_mtimespec.tv_sec)
    #else
      lastUse = max(status.st_atim.tv_sec, status.st_mtim.tv_sec)
    #endif
  }
}

/// Runs what may take long; after a second a line on standard error says what it is.
func announcing<Result, Failure: Error>(
  _ text: String, _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  let finished = DispatchSemaphore(value: 0)
  Thread.detachNewThread {
    guard finished.wait(timeout: .now() + 1) == .timedOut else { return }
    // Nobody may be there to read it.
    try? Array("pyguest: \(text)\n".utf8).span.withUnsafeBytes { bytes throws(FileError) in
      try writeAll(bytes, to: 2, "<stderr>")
    }
  }
  defer { finished.signal() }
  return try body()
}
