import Foundation
import PythonGuest

/// Memory snapshots of started interpreters, kept in the cache that checkouts share.
enum SnapshotStore {
  /// The snapshot for a distribution and worker.
  ///
  /// Its name holds the hash of all it was made from, so one of another version is not found;
  /// the hash of its bytes lies before them, so one that was cut short or altered is not used.
  static func find(_ key: String) -> [UInt8]? {
    guard let data = FileManager.default.contents(atPath: path(key)) else { return nil }
    let bytes = Array(data.dropFirst(64))
    return Array(data.prefix(64)) == Array(sha256(bytes).utf8) ? bytes : nil
  }

  /// Keeps a snapshot; that the cache cannot be written to only costs time later.
  static func keep(_ snapshot: [UInt8], as key: String) {
    let data = Data(sha256(snapshot).utf8) + Data(snapshot)
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    try? data.write(to: URL(fileURLWithPath: path(key)), options: .atomic)
  }

  /// Stands for all that a snapshot is made from.
  static func key(_ distribution: Distribution, worker: String) -> String {
    let scripts =
      PackageResources.prelude_js + PackageResources.interpreter_js + Array(worker.utf8)
    return sha256(Array((distribution.hash + sha256(scripts)).utf8))
  }

  static func path(_ key: String) -> String { "\(folder)/\(key.prefix(16)).snapshot" }

  private static var folder: String {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    let root = cache ?? "\(environment["HOME"] ?? NSHomeDirectory())/.cache"
    return "\(root)/python-guest/pyodide-snapshots"
  }
}
