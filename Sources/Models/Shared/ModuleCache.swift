import Crypto
import Files
import Foundation
package import PythonGuest
import Synchronization
import Wasmtime

/// Precompiled modules, kept in the user's cache by the hash of what they were made from.
///
/// They are machine code that runs as it stands. So the cache's folders and files are used only
/// where they belong to the user or to root, and others cannot write to them.
public final class ModuleCache: Sendable {
  private let folder: TrustedFolder
  private let mostBytes: Int

  /// Several times what the models that can be set up take together.
  private static let mostBytes = 2 << 30

  /// The cache below a user's cache folder, which is made where it is missing.
  ///
  /// - Parameter kind: the name of its folder: what is kept there makes room for its like alone.
  init(
    below root: String, kind: String, mostBytes: Int = ModuleCache.mostBytes
  ) throws(Untrusted) {
    let parent = String(root.reversed().drop { $0 == "/" }.drop { $0 != "/" }.reversed())
    if !parent.isEmpty {
      try? FileManager.default.createDirectory(
        atPath: parent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    mkdir(root, 0o700)
    folder = try TrustedFolder(path: root, owners: .user)
      .folder("python-guest", creating: true).folder(kind, creating: true)
    self.mostBytes = mostBytes
  }

  // MARK: The user's own

  /// The user's cache of precompiled modules; nil where there is none that is safe to use, which
  /// is told once on standard error.
  static let user: ModuleCache? = ofUser(kind: "modules")

  /// The user's cache of that kind, beside the precompiled modules.
  public static func ofUser(kind: String) -> ModuleCache? {
    let environment = ProcessInfo.processInfo.environment
    guard let root = root(environment) else {
      tell("nothing is kept for the next start: there is no home folder for a cache")
      return nil
    }
    do throws(Untrusted) {
      return try ModuleCache(below: root, kind: kind)
    } catch {
      tell("nothing is kept for the next start: \(error)")
      return nil
    }
  }

  /// `$XDG_CACHE_HOME`, which counts only where it is absolute, else `.cache` in the home folder.
  static func root(_ environment: [String: String]) -> String? {
    if let path = environment["XDG_CACHE_HOME"], path.hasPrefix("/") { return path }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
    return home.hasPrefix("/") ? "\(home)/.cache" : nil
  }

  private static let told = Mutex<Set<String>>([])

  /// Tells something once in a process.
  private static func tell(_ text: String) {
    guard told.withLock({ $0.insert(text).inserted }) else { return }
    Announcement.tell(text)
  }

  // MARK: What it holds

  /// What stands for bytes in the names of files.
  public static func name(of bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0\(digits)" : digits
    }.joined()
  }

  /// The file of that name; nil where there is none that can be trusted. To ask counts as use.
  package func file(_ name: String) -> TrustedFile? {
    do throws(Untrusted) {
      let file = try folder.file(name)
      file.touch()
      return file
    } catch {
      if !error.isMissing { Self.tell("what was kept is not used: \(error)") }
      return nil
    }
  }

  /// What the file of that name holds.
  public func bytes(_ name: String) -> [UInt8]? { file(name)?.bytes() }

  /// Writes a file whole or not at all. Without one, the next start makes it again.
  public func keep(_ bytes: [UInt8], as name: String) {
    folder.write(bytes, as: name)
    makeRoom()
  }

  /// Removes the files used least recently, until what is left fits. A module that is in use
  /// stays mapped.
  func makeRoom() {
    var total = 0
    for file in folder.regularFiles().sorted(by: { $0.lastUse > $1.lastUse }) {
      total += file.byteCount
      if total > mostBytes { folder.remove(file.name) }
    }
  }
}
