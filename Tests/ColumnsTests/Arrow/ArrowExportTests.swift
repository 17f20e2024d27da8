import CArrow
import Columns
import Foundation
import Testing

@Suite("Arrow export") struct ArrowExportTests {
  private static let samples: [Value] = [
    .bool(true), .int64(-3), .uint64(.max), .float64(0.5), .utf8("é"), .binary([0, 1]),
    .date(days: 1), .time(microseconds: 2), .timestamp(microseconds: 3), .duration(microseconds: 4),
    .decimal(Decimal128(unscaled: 1250, scale: 2)), .uuid(UUID()), .null,
    .list([.utf8("a"), .null]), .map([NamedValue("k", .int64(1))]),
    .structure([NamedValue("x", .int64(1)), NamedValue("y", .list([.bool(true)]))]),
  ]

  @Test(arguments: samples) func `A column comes back as it went`(sample: Value) throws {
    let column = try Column(sample.type, [sample, .null, sample])
    for part in [column, try column.slice(1..<3), try column.slice(2..<2)] {
      let structs = Structs()
      try part.exportArrow(array: structs.array, schema: structs.schema)
      let back = try Column(arrow: structs.array, schema: structs.schema).validated()
      #expect(back == part)
      #expect(back.type == part.type)
      #expect(back.nullCount == part.nullCount)
    }
  }

  @Test func `Buffers are handed over as they are, and back`() throws {
    let column = try Column(int64: [1, 2, 3])
    let structs = Structs()
    try column.exportArrow(array: structs.array, schema: structs.schema)
    let place = column.values.withUnsafeBytes { $0.baseAddress }
    #expect(structs.array.pointee.buffers[1] == place)
    let back = try Column(arrow: structs.array, schema: structs.schema)
    #expect(back.values.withUnsafeBytes { $0.baseAddress } == place)
  }

  @Test func `An export keeps lent buffers until it is released, once`() throws {
    let foreign = ForeignArray("l", count: 1, buffers: [nil, [7, 0, 0, 0, 0, 0, 0, 0]])
    let structs = Structs()
    try Column(arrow: foreign.array, schema: foreign.schema)
      .exportArrow(array: structs.array, schema: structs.schema)
    #expect(foreign.releases == 0)
    let release = try #require(structs.array.pointee.release)
    release(structs.array)
    #expect(structs.array.pointee.release == nil)
    #expect(foreign.releases == 1)
    release(structs.array)
    #expect(foreign.releases == 1)
  }

  @Test func `A consumer may keep a child and release its parent`() throws {
    let foreign = ForeignArray("l", count: 1, buffers: [nil, [7, 0, 0, 0, 0, 0, 0, 0]])
    let structs = Structs()
    let column = try Column(arrow: foreign.array, schema: foreign.schema)
    try Batch(columns: [column, Column(int64: [1])], names: ["a", "b"])
      .exportArrow(array: structs.array, schema: structs.schema)
    let child = try #require(structs.array.pointee.children[0])
    var kept = child.pointee
    child.pointee.release = nil
    structs.array.pointee.release?(structs.array)
    _ = consume column
    #expect(foreign.releases == 0)
    kept.release?(&kept)
    #expect(foreign.releases == 1)
  }

  @Test func `Schemas tell names and what may be NULL`() throws {
    let type = DataType.structure([
      Field("a", .int64), Field("b", .list(of: .uuid, nullable: true), isNullable: true),
    ])
    let structs = Structs()
    try Column(nulls: 2, type: type).exportArrow(array: structs.array, schema: structs.schema)
    let fields = (0..<2).compactMap { structs.schema.pointee.children[$0]?.pointee }
    #expect(fields.map { String(cString: $0.name) } == ["a", "b"])
    #expect(fields.map { String(cString: $0.format) } == ["l", "+l"])
    #expect(fields.map(\.flags) == [0, Int64(ARROW_FLAG_NULLABLE)])
    #expect(try Column(arrow: structs.array, schema: structs.schema).type == type)
  }

  @Test func `Batches without names have empty ones`() throws {
    let structs = Structs()
    let batch = try Batch(columns: [Column(int64: [1]), Column(utf8: ["a"])])
    #expect(batch.names == nil)
    try batch.exportArrow(array: structs.array, schema: structs.schema)
    let back = try Batch(arrow: structs.array, schema: structs.schema)
    #expect(back.columns == batch.columns)
    #expect(back.names == ["", ""])
  }

  @Test func `A batch has a name for each column or none`() throws {
    #expect(throws: ColumnError(.wrongSize, "names should take 1 but 2 are there")) {
      try Batch(columns: [Column(int64: [1])], names: ["a", "b"])
    }
  }

  @Test func `A name that C would cut is refused before anything is written`() throws {
    let structs = Structs()
    let batch = try Batch(columns: [Column(int64: [1])], names: ["a\0b"])
    #expect(throws: ColumnError.self) {
      try batch.exportArrow(array: structs.array, schema: structs.schema)
    }
    #expect(structs.array.pointee.release == nil)
    #expect(structs.schema.pointee.release == nil)
  }
}

/// Memory for both structs, which are released at the end where they hold something.
private final class Structs {
  let array = UnsafeMutablePointer<ArrowArray>.allocate(capacity: 1)
  let schema = UnsafeMutablePointer<ArrowSchema>.allocate(capacity: 1)

  init() {
    array.initialize(to: ArrowArray())
    schema.initialize(to: ArrowSchema())
  }

  deinit {
    array.pointee.release?(array)
    schema.pointee.release?(schema)
    array.deallocate()
    schema.deallocate()
  }
}
