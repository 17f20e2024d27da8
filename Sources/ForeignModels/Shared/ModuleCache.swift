import Crypto
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

  /// Where the precompiled form of a module lies, if it was ever made.
  static func path(of bytes: [UInt8]) -> String {
    let hash = SHA256.hash(data: bytes).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0\(digits)" : digits
    }
    return "\(folder)/\(hash.joined()).cwasm"
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
    try? Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}

/// Runs what may take long; after a second a line on standard error says what it is.
func announcing<Result, Failure: Error>(
  _ text: String, _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  let finished = DispatchSemaphore(value: 0)
  Thread.detachNewThread {
    guard finished.wait(timeout: .now() + 1) == .timedOut else { return }
    FileHandle.standardError.write(Data("pyguest: \(text)\n".utf8))
  }
  defer { finished.signal() }
  return try body()
}
