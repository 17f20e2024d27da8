import Sandbox
import Testing

@Suite("MemoryChanges in a file")
struct MemoryChangesFormTests {
  private static let runs = [
    MemoryRun(start: 0x0102_0304, count: 8), .init(start: 0x0102_0310, count: 0x0102),
  ]
  private static let contents = (0..<8 + 0x0102).map { UInt8(truncatingIfNeeded: $0) }

  private func changes() throws -> MemoryChanges {
    try #require(
      MemoryChanges(memoryBytes: 1 << 25, runs: Self.runs, contents: Self.contents))
  }

  private func read(_ bytes: some Collection<UInt8>) -> MemoryChanges? {
    Array(bytes).withUnsafeBytes { MemoryChanges($0) }
  }

  @Test func `numbers have the lowest byte first`() throws {
    let bytes = try changes().bytes
    #expect(bytes.prefix(8) == [0, 0, 0, 2, 0, 0, 0, 0])
    #expect(bytes[8..<16] == [2, 0, 0, 0, 0, 0, 0, 0])
    #expect(bytes[16..<24] == [10, 1, 0, 0, 0, 0, 0, 0])
    #expect(bytes[24..<32] == [4, 3, 2, 1, 8, 0, 0, 0])
    #expect(bytes[32..<40] == [0x10, 3, 2, 1, 2, 1, 0, 0])
    #expect(Array(bytes[40...]) == Self.contents)
  }

  @Test func `what was written is read back, and what is cut or too long is not`() throws {
    let bytes = try changes().bytes
    let found = try #require(read(bytes))
    #expect(found.memoryBytes == 1 << 25)
    #expect(found.runs == Self.runs)
    #expect(found.contents == Self.contents)
    for count in [0, 23, 24, 39, bytes.count - 1] {
      #expect(read(bytes.prefix(count)) == nil)
    }
    #expect(read(bytes + [0]) == nil)
  }

  @Test(arguments: [
    (0, UInt64(1)), (0, 1 << 33), (0, .max), (8, 1), (8, 1 << 20), (8, 1 << 40), (8, .max),
    (16, 1), (16, 1 << 26), (16, 1 << 40), (16, .max),
  ])
  func `counts that cannot be are refused`(place: Int, count: UInt64) throws {
    var bytes = try changes().bytes
    withUnsafeBytes(of: count.littleEndian) { bytes.replaceSubrange(place..<place + 8, with: $0) }
    #expect(read(bytes) == nil)
  }

  @Test(
    "Runs that overlap, are out of order, empty or beyond the memory are refused",
    arguments: [
      (24, UInt32(0x0102_0309)), (24, 0x0102_0310), (24, 0x0102_0311), (24, .max), (28, 0), (28, 9),
      (28, .max), (32, 0x0200_0000), (32, .max), (32, 0x0102_0304), (32, 0x01ff_feff), (36, 0),
      (36, 0x0103), (36, .max),
    ])
  func runs(place: Int, number: UInt32) throws {
    var bytes = try changes().bytes
    withUnsafeBytes(of: number.littleEndian) { bytes.replaceSubrange(place..<place + 4, with: $0) }
    #expect(read(bytes) == nil)
  }

  @Test("What a head announces takes no more than the memory, and a run's description")
  func announced() {
    func head(_ counts: UInt64...) -> MemoryChanges.Head? {
      counts.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
        .withUnsafeBytes { MemoryChanges.Head($0) }
    }
    #expect(head(65536, 1, 65536) != nil)
    #expect(head(65536, 2, 65536) == nil)
    #expect(head(65536, 8192, 8) != nil)
    #expect(head(65536, 8193, 8) == nil)
    #expect(head(0, 0, 0) != nil)
    #expect(head(65536, 0, 65537) == nil)
  }
}
