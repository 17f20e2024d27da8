import Foundation
import PythonGuest
import Testing

@testable import Models

@Suite("WarmMemory")
struct WarmMemoryTests {
  private static let contents = (0..<2 * MemoryChanges.pageBytes).map {
    UInt8(truncatingIfNeeded: $0)
  }

  private func changes() throws -> MemoryChanges {
    try #require(
      MemoryChanges(memoryBytes: 1 << 24, pages: [0x0102, 0x0304], contents: Self.contents))
  }

  @Test("The file has its counts and page numbers with the lowest byte first") func form() throws {
    let bytes = WarmMemory.bytes(of: try changes())
    #expect(bytes.prefix(8) == [0, 0, 0, 1, 0, 0, 0, 0])
    #expect(bytes[8..<16] == [2, 0, 0, 0, 0, 0, 0, 0])
    #expect(bytes[16..<24] == [2, 1, 0, 0, 4, 3, 0, 0])
    #expect(Array(bytes[24...]) == Self.contents)
  }

  @Test("What was written is read back, and what is cut or too long is not") func read() throws {
    let bytes = WarmMemory.bytes(of: try changes())
    let read = try #require(WarmMemory.changes(of: Data(bytes)))
    #expect(read.memoryBytes == 1 << 24)
    #expect(read.pages == [0x0102, 0x0304])
    #expect(read.contents == Self.contents)
    for count in [0, 15, 16, 23, bytes.count - 1] {
      #expect(WarmMemory.changes(of: Data(bytes.prefix(count))) == nil)
    }
    #expect(WarmMemory.changes(of: Data(bytes + [0])) == nil)
    var lying = bytes
    lying[15] = 0xFF
    #expect(WarmMemory.changes(of: Data(lying)) == nil)
  }
}
