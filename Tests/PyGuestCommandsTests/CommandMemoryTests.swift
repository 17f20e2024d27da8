import Foundation
import Testing

/// What commands hold. Each test has a process to itself, whose only child is the command.
@Suite("Memory of commands") struct CommandMemoryTests {
  @Test func aLargeTableIsNotHeldInMemory() async {
    await #expect(processExitsWith: .success) {
      let query = """
        CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 250)
        SELECT zeroblob(1000000) AS bytes FROM n;
        SELECT sum(length(bytes)) AS n FROM t
        """
      let result = try Executable.run(
        ["sql", query, "--format", "csv"], input: nil, folder: NSTemporaryDirectory())
      #expect(result.output == "n\n250000000\n")
      #expect(largestChild() < 200 << 20)
    }
  }

  @Test func aLongLineIsRefusedWithinBounds() async {
    await #expect(processExitsWith: .success) {
      let folder = NSTemporaryDirectory() + UUID().uuidString
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      for (name, start) in [("t.csv", "x\n\""), ("t.jsonl", "{\"x\":\"")] {
        // In pieces, as a child that is started counts with what its parent held.
        let file = folder + "/" + name
        try Data(start.utf8).write(to: URL(fileURLWithPath: file))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
        try handle.seekToEnd()
        for _ in 0..<70 { try handle.write(contentsOf: Data(repeating: 0x61, count: 1 << 20)) }
        try handle.close()
        let result = try Executable.run(
          ["sql", "--load", "t=\(name)", "SELECT 1"], input: nil, folder: folder)
        #expect(result.error.contains(" of more than 64 MiB"))
        #expect(result.status == 5)
      }
      #expect(largestChild() < 200 << 20)
    }
  }
}

/// The most memory that a child of this process held, in bytes.
private func largestChild() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
  return usage.ru_maxrss << 10
}
