import Foundation
import PythonGuest
import Testing

@testable import Models

@Suite("ModuleCache")
struct ModuleCacheTests {
  /// A folder that goes with the test.
  private final class Root {
    let path = NSTemporaryDirectory() + "module-cache-\(UUID().uuidString)"
    deinit { try? FileManager.default.removeItem(atPath: path) }
    var modules: String { "\(path)/python-guest/modules" }
  }

  private func cache(_ root: Root, mostBytes: Int = 1 << 20) throws(Untrusted) -> ModuleCache {
    try ModuleCache(below: root.path, kind: "modules", mostBytes: mostBytes)
  }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  @Test("What is kept comes back, in folders and files for the user alone")
  func keeps() throws {
    let root = Root()
    let cache = try cache(root)
    cache.keep([1, 2, 3], as: "made")
    #expect(cache.bytes("made") == [1, 2, 3])
    #expect(cache.bytes("none") == nil)
    for folder in ["", "/python-guest", "/python-guest/modules"] {
      #expect(mode(root.path + folder) == 0o700)
    }
    #expect(mode("\(root.modules)/made") == 0o600)
    // Nothing is left of how it was written.
    #expect(try FileManager.default.contentsOfDirectory(atPath: root.modules) == ["made"])
  }

  @Test(
    "A folder that others can write to, or that is a link, is not used",
    arguments: ["", "/python-guest", "/python-guest/modules"], [0o777, 0o770, 0o702] as [mode_t])
  func writableFolder(_ folder: String, _ mode: mode_t) throws {
    let root = Root()
    try cache(root).keep([1], as: "made")
    #expect(chmod(root.path + folder, mode) == 0)
    let error = #expect(throws: Untrusted.self) { try cache(root) }
    #expect(error?.description.contains("can be written by others") == true)
    #expect(error?.path == root.path + folder)
  }

  @Test("A folder of the cache that is a link is not used") func link() throws {
    let root = Root()
    let other = Root()
    try cache(other).keep([1], as: "made")
    try FileManager.default.createDirectory(
      atPath: "\(root.path)/python-guest", withIntermediateDirectories: true)
    #expect(symlink(other.modules, root.modules) == 0)
    let error = #expect(throws: Untrusted.self) { try cache(root) }
    #expect(error?.description.contains("is a link or no folder") == true)
  }

  @Test(
    "A folder of another user is not used", .enabled(if: geteuid() == 0, "needs root"),
    arguments: ["", "/python-guest", "/python-guest/modules"])
  func foreignFolder(_ folder: String) throws {
    let root = Root()
    try cache(root).keep([1], as: "made")
    #expect(chown(root.path + folder, 4711, 4711) == 0)
    let error = #expect(throws: Untrusted.self) { try cache(root) }
    #expect(error?.description == "\(root.path + folder) belongs to another user")
  }

  @Test("A file that others could have written is not used, and is replaced") func files() throws {
    let root = Root()
    let cache = try cache(root)
    let path = "\(root.modules)/made"
    cache.keep([1], as: "made")
    for mode in [0o620, 0o602, 0o666] as [mode_t] {
      #expect(chmod(path, mode) == 0)
      #expect(cache.bytes("made") == nil)
    }
    cache.keep([2], as: "made")
    #expect(cache.bytes("made") == [2])
    if geteuid() == 0 {
      #expect(chown(path, 4711, 4711) == 0)
      #expect(cache.bytes("made") == nil)
    }
  }

  @Test("A link, a pipe and a folder in a file's place are not read") func noFiles() throws {
    let root = Root()
    let cache = try cache(root)
    cache.keep([1], as: "made")
    #expect(symlink("made", "\(root.modules)/link") == 0)
    #expect(mkfifo("\(root.modules)/pipe", 0o600) == 0)
    #expect(mkdir("\(root.modules)/folder", 0o700) == 0)
    for name in ["link", "pipe", "folder"] { #expect(cache.bytes(name) == nil) }
  }

  @Test("A relative XDG_CACHE_HOME does not count")
  func root() {
    #expect(ModuleCache.root(["XDG_CACHE_HOME": "/c", "HOME": "/h"]) == "/c")
    for relative in ["", ".", "c", "./c", "../c"] {
      #expect(ModuleCache.root(["XDG_CACHE_HOME": relative, "HOME": "/h"]) == "/h/.cache")
    }
    #expect(ModuleCache.root(["HOME": "h"])?.hasPrefix("/") == true)
  }

  @Test("What was used least recently makes room for what is new")
  func makesRoom() throws {
    let root = Root()
    let cache = try cache(root, mostBytes: 250)
    for (name, used) in [("old", 1000), ("read", 3000), ("new", 4000), ("older", 500)] {
      let path = "\(root.modules)/\(name)"
      try Data(count: 100).write(to: URL(fileURLWithPath: path))
      // Written long ago, and used since.
      var times = [timespec(tv_sec: used, tv_nsec: 0), timespec(tv_sec: 10, tv_nsec: 0)]
      #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
    }
    cache.makeRoom()
    let left = try FileManager.default.contentsOfDirectory(atPath: root.modules)
    #expect(Set(left) == ["read", "new"])
  }
}
