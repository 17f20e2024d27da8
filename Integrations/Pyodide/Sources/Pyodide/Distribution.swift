import Foundation
public import PythonGuest

/// An official distribution of Pyodide: a folder with the interpreter and packages for it.
public final class Distribution: Sendable {
  /// Pyodide's version and Python's.
  public let version: String
  public let python: String
  /// The names of the packages that its lock file lists.
  public let packages: [String]
  /// The folder.
  public let path: String
  /// Stands for the interpreter's files.
  let hash: String
  /// The hashes of the packages' files, by name.
  private let hashes: [String: String]
  private let core: [String: [UInt8]]

  /// The interpreter's own files.
  static let coreNames = ["pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"]
  private static let lockName = "pyodide-lock.json"

  /// Reads a distribution's interpreter.
  ///
  /// - Throws: `usage`, where a file is missing, altered, or of another version.
  public init(path: String) throws(PythonGuestError) {
    self.path = path
    let lockBytes = try Self.read(path, Self.lockName)
    guard let lock = try? JSONDecoder().decode(LockFile.self, from: Data(lockBytes)) else {
      throw Self.refusal("\(path)/\(Self.lockName) is no lock file of Pyodide")
    }
    var core: [String: [UInt8]] = [:]
    for name in Self.coreNames { core[name] = try Self.read(path, name) }
    try Self.check(core, lock.info.version, path)
    version = lock.info.version
    python = lock.info.python
    packages = lock.packages.values.filter { $0.kind == "package" }.map(\.name).sorted()
    hashes = Dictionary(
      lock.packages.values.map { ($0.file, $0.sha256) }, uniquingKeysWith: { $1 })
    hash = sha256(Array(Self.coreNames.map { sha256(core[$0] ?? []) }.joined().utf8))
    core[Self.lockName] = lockBytes
    self.core = core
  }

  /// A file of the distribution: one of the interpreter's, or one that the lock file lists.
  ///
  /// - Throws: `usage`, where it is missing or altered, or none of the distribution's.
  package func file(_ name: String) throws(PythonGuestError) -> [UInt8] {
    if let bytes = core[name] { return bytes }
    guard let expected = hashes[name] else {
      throw Self.refusal("\(path)/\(Self.lockName) names no file \(name)")
    }
    let bytes = try Self.read(path, name)
    guard sha256(bytes) == expected else { throw Self.altered(path, name) }
    return bytes
  }

  /// A script of the interpreter.
  func script(_ name: String) throws(PythonGuestError) -> String {
    String(decoding: try file(name), as: UTF8.self)
  }

  // MARK: Checks

  private static func read(_ path: String, _ name: String) throws(PythonGuestError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: "\(path)/\(name)") else {
      throw refusal("\(path) is no distribution of Pyodide: \(name) cannot be read")
    }
    return Array(data)
  }

  /// That the interpreter's files belong together, and are those that were released.
  private static func check(
    _ core: [String: [UInt8]], _ version: String, _ path: String
  ) throws(PythonGuestError) {
    let known = try? JSONDecoder().decode(
      [String: [String: String]].self, from: Data(PackageResources.known_releases_json))
    for (name, expected) in (known?[version] ?? [:]).sorted(by: { $0.key < $1.key })
    where sha256(core[name] ?? []) != expected {
      throw altered(path, name, of: version)
    }
    let script = String(decoding: core["pyodide.js"] ?? [], as: UTF8.self)
    guard script.contains("\"\(version)\"") else {
      throw refusal("\(path)/pyodide.js is not of version \(version), which \(lockName) names")
    }
    guard core["pyodide.asm.wasm"]?.starts(with: [0, 0x61, 0x73, 0x6D]) == true else {
      throw refusal("\(path)/pyodide.asm.wasm is no WebAssembly module")
    }
  }

  private static func altered(
    _ path: String, _ name: String, of version: String? = nil
  ) -> PythonGuestError {
    let origin = version.map { "Pyodide \($0)" } ?? lockName
    return refusal("\(path)/\(name) was altered: it has not the SHA-256 that \(origin) names")
  }

  private static func refusal(_ message: String) -> PythonGuestError {
    PythonGuestError(.usage, message)
  }
}

/// `pyodide-lock.json`, as far as it is needed.
private struct LockFile: Decodable {
  var info: Info
  var packages: [String: Package]

  struct Info: Decodable {
    var version: String
    var python: String
  }

  struct Package: Decodable {
    var name: String
    var file: String
    var kind: String
    var sha256: String

    private enum CodingKeys: String, CodingKey {
      case name, sha256
      case file = "file_name"
      case kind = "package_type"
    }
  }
}
