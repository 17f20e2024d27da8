import Foundation
import Testing

@testable import ForeignModels

@Suite("ModuleCache")
struct ModuleCacheTests {
  @Test("What was used least recently makes room for what is new")
  func makesRoom() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("module-cache-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, used) in [("old", 1000), ("read", 3000), ("new", 4000), ("older", 500)] {
      let path = folder.appendingPathComponent(name).path
      try Data(count: 100).write(to: URL(fileURLWithPath: path))
      // Written long ago, and used since.
      var times = [timespec(tv_sec: used, tv_nsec: 0), timespec(tv_sec: 10, tv_nsec: 0)]
      #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
    }
    ModuleCache.makeRoom(in: folder.path, mostBytes: 250)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(left) == ["read", "new"])
  }
}
