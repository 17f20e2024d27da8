import Sandbox
import Testing

@Suite("MemoryChanges in a file")
struct MemoryChangesFormTests {
  private static let contents = (0..<2 * MemoryChanges.pageBytes).map {
    UInt8(truncatingIfNeeded: $0)
  }

  private func changes() throws -> MemoryChanges {
    try #require(
      MemoryChanges(memoryBytes: 1 << 24, pages: [0x0102, 0x0304], contents: Self.contents))
  }

  private func read(_ bytes: some Collection<UInt8>) -> MemoryChanges? {
    Array(bytes).withUnsafeBytes { MemoryChanges($0) }
  }

  @Test func `counts and page numbers have the lowest byte first`() throws {
    let bytes = try changes().bytes
    #expect(bytes.prefix(8) == [0, 0, 0, 1, 0, 0, 0, 0])
    #expect(bytes[8..<16] == [2, 0, 0, 0, 0, 0, 0, 0])
    #expect(bytes[16..<24] == [2, 1, 0, 0, 4, 3, 0, 0])
    #expect(Array(bytes[24...]) == Self.contents)
  }

  @Test func `what was written is read back, and what is cut or too long is not`() throws {
    let bytes = try changes().bytes
    let found = try #require(read(bytes))
    #expect(found.memoryBytes == 1 << 24)
    #expect(found.pages == [0x0102, 0x0304])
    #expect(found.contents == Self.contents)
    for count in [0, 15, 16, 23, bytes.count - 1] {
      #expect(read(bytes.prefix(count)) == nil)
    }
    #expect(read(bytes + [0]) == nil)
  }

  @Test(arguments: [
    (0, UInt64(1)), (0, 1 << 33), (0, .max), (8, 1), (8, 1 << 20), (8, 1 << 40), (8, .max),
  ])
  func `counts that cannot be are refused`(place: Int, count: UInt64) throws {
    var bytes = try changes().bytes
    withUnsafeBytes(of: count.littleEndian) { bytes.replaceSubrange(place..<place + 8, with: $0) }
    #expect(read(bytes) == nil)
  }

  @Test func `pages out of order or beyond the memory are refused`() throws {
    let bytes = try changes().bytes
    for number in [UInt32(0x0304), 0x0305, .max] {
      var forged = bytes
      withUnsafeBytes(of: number.littleEndian) { forged.replaceSubrange(16..<20, with: $0) }
      #expect(read(forged) == nil)
    }
    var beyond = bytes
    beyond[22] = 1
    #expect(read(beyond) == nil)
  }
}
