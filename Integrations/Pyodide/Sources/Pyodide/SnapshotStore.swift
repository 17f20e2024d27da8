import Models
import PythonGuest

/// Memory snapshots of started interpreters, kept in the user's cache.
enum SnapshotStore {
  private static let cache = ModuleCache.ofUser(kind: "pyodide-snapshots")

  /// The snapshot for a distribution and worker.
  ///
  /// Its name holds the hash of all it was made from, so one of another version is not found;
  /// the hash of its bytes lies before them, so one that was cut short or altered is not used.
  static func find(_ key: String) -> [UInt8]? {
    guard let kept = cache?.bytes(name(key)) else { return nil }
    let bytes = Array(kept.dropFirst(64))
    return Array(kept.prefix(64)) == Array(sha256(bytes).utf8) ? bytes : nil
  }

  /// Keeps a snapshot; that the cache cannot be written to only costs time later.
  static func keep(_ snapshot: [UInt8], as key: String) {
    cache?.keep(Array(sha256(snapshot).utf8) + snapshot, as: name(key))
  }

  /// Stands for all that a snapshot is made from.
  static func key(_ distribution: Distribution, worker: String) -> String {
    let scripts =
      PackageResources.prelude_js + PackageResources.interpreter_js + Array(worker.utf8)
    return sha256(Array((distribution.hash + sha256(scripts)).utf8))
  }

  private static func name(_ key: String) -> String { "\(key.prefix(16)).snapshot" }
}
