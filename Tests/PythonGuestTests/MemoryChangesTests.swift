import Columns
import Sandbox
import TestSupport
import Testing
import Wasmtime

@testable import PythonGuest

/// The first instances of a program image get copies of the runs, later ones share them: the test
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
    var rest = changes.contents[...]
    for run in changes.runs {
      let start = Int(run.start)
      expected.replaceSubrange(start..<start + Int(run.count), with: rest.prefix(Int(run.count)))
      rest = rest.dropFirst(Int(run.count))
    }
    #expect(rest.isEmpty)
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

  @Test("Changes are the bytes that differ, and few around them")
  func size() throws {
    let program = try ProgramImage(
      ProgramSource(text: "def f(x: int) -> int: return x\n", file: "f.py"),
      image: TestSandbox.image)
    #expect(try program.serialized().count < 200_000)
  }

  @Test("Runs that do not fit each other or their memory are refused")
  func parts() {
    func made(_ memory: Int, _ runs: [(UInt32, UInt32)], _ bytes: Int) -> MemoryChanges? {
      MemoryChanges(
        memoryBytes: memory, runs: runs.map { .init(start: $0.0, count: $0.1) },
        contents: [UInt8](repeating: 1, count: bytes))
    }
    #expect(made(65536, [(0, 1), (65535, 1)], 2) != nil)
    #expect(made(65536, [(0, 65536)], 65536) != nil)
    #expect(made(65536, [(65535, 2)], 2) == nil)
    #expect(made(65536, [(1, 2), (2, 1)], 3) == nil)
    #expect(made(65536, [(2, 1), (1, 1)], 2) == nil)
    #expect(made(65536, [(1, 8)], 7) == nil)
    #expect(made(65536, [(1, 0)], 0) == nil)
    #expect(made(65537, [(1, 8)], 8) == nil)
    #expect(made(-65536, [], 0) == nil)
    #expect(made(1 << 33, [(1, 8)], 8) == nil)
    #expect(made(65536, [(.max, .max)], 8) == nil)
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
