import Columns
import Sandbox
import TestSupport
import Testing
import Wasmtime

@testable import PythonGuest

/// The first instances of a program image get copies of the pages, later ones share them: the test
/// goes through both.
@Suite("MemoryChanges")
struct MemoryChangesTests {
  private static let source = """
    table = {n: str(n) * 9 for n in range(20_000)}
    def f(x: int) -> int:
        return x
    """

  /// All of the memory of an instance in which nothing has run, after the changes.
  private func memory(_ changes: MemoryChanges?) throws -> [UInt8] {
    let instance = try GuestInstance.Untouched(TestSandbox.image)
    if let changes { try instance.apply(changes) }
    return try instance.bytes()
  }

  private func changes() throws -> MemoryChanges {
    try ProgramImage(
      ProgramSource(text: Self.source, file: "table.py"), image: TestSandbox.image
    ).changes
  }

  @Test("Instances that share pages begin with the same memory as those that copied them")
  func equality() throws {
    let changes = try changes()
    var expected = try memory(nil)
    let missing = changes.memoryBytes - expected.count
    #expect(missing > 0, "the source is to make memory grow")
    expected += [UInt8](repeating: 0, count: missing)
    for (index, page) in changes.pages.enumerated() {
      let (start, from) = (Int(page) * MemoryChanges.pageBytes, index * MemoryChanges.pageBytes)
      expected.replaceSubrange(
        start..<start + MemoryChanges.pageBytes,
        with: changes.contents[from..<from + MemoryChanges.pageBytes])
    }
    for start in 1...5 {
      #expect(try memory(changes) == expected, "the instance number \(start)")
    }
  }

  @Test("What an instance writes reaches no other, before or after it")
  func isolation() throws {
    let changes = try changes()
    let expected = try memory(changes)
    _ = try memory(changes)
    let (first, second) = (
      try GuestInstance.Untouched(TestSandbox.image), try GuestInstance.Untouched(TestSandbox.image)
    )
    try first.apply(changes)
    try second.apply(changes)
    let pattern = [UInt8](repeating: 0xa5, count: expected.count)
    try first.memory.write(pattern, in: first.store, at: 0)
    #expect(try second.bytes() == expected)
    #expect(try memory(changes) == expected)
    #expect(try first.bytes() == pattern)
  }

  @Test("A memory limit holds for instances that share pages")
  func limit() throws {
    let image = try ProgramImage(
      ProgramSource(text: Self.source, file: "table.py"), image: TestSandbox.image)
    for _ in 0..<3 { _ = try memory(image.changes) }
    let limit = image.changes.memoryBytes - Memory.pageBytes
    let error = try failure { try Program(image, limits: Limits(memory: limit)) }
    #expect(error.code == .memoryLimit)
    let program = try Program(image, limits: Limits(memory: image.changes.memoryBytes + 4 << 20))
    #expect(try program.value("f", .int64(4)) == .int64(4))
  }

  @Test("Pages that do not fit each other or their memory are refused")
  func parts() {
    func made(_ memory: Int, _ pages: [UInt32], _ bytes: Int) -> MemoryChanges? {
      MemoryChanges(
        memoryBytes: memory, pages: pages, contents: [UInt8](repeating: 1, count: bytes))
    }
    #expect(made(65536, [0, 15], 8192) != nil)
    #expect(made(65536, [16], 4096) == nil)
    #expect(made(65536, [1, 1], 8192) == nil)
    #expect(made(65536, [2, 1], 8192) == nil)
    #expect(made(65536, [1], 4095) == nil)
    #expect(made(65537, [1], 4096) == nil)
    #expect(made(-65536, [], 0) == nil)
    #expect(made(1 << 33, [1], 4096) == nil)
    #expect(made(65536, [.max], 4096) == nil)
  }
}

extension GuestInstance.Untouched {
  fileprivate func apply(_ changes: MemoryChanges) throws {
    try changes.apply(to: memory, in: store)
  }

  fileprivate func bytes() throws -> [UInt8] {
    try memory.withAllUnsafeBytes(in: store) { Array($0) }
  }
}
