import CArrow
import Columns
import Testing

@Suite("Arrow schemas") struct ArrowSchemaTests {
  private func error(_ foreign: ForeignArray) -> ColumnError? {
    #expect(throws: ColumnError.self) {
      try Column(arrow: foreign.array, schema: foreign.schema)
    }
  }

  @Test(arguments: [
    "", "x", "uu", "e1", "w", "d:", "d:1", "d:1,2,3,4", "d:99,0", "d:4,5", "d:a,b", "tsu", "+",
    "+x",
    "+l:3", "\u{1b}[2J", String(repeating: "d:", count: 50),
  ]) func `Formats that are none are refused, and released`(format: String) {
    let foreign = ForeignArray(format, count: 1, buffers: [nil, [0, 0, 0, 0, 0, 0, 0, 0]])
    let error = error(foreign)
    #expect(error?.code == .unsupportedType)
    #expect((error?.message.utf8.count ?? 1000) < 250)
    #expect(error?.message.contains("\u{1b}") == false)
    #expect(foreign.releases == 1)
  }

  @Test func `A refusal names the type, the place and what to cast to`() {
    let part = ForeignArray("vu", count: 1, buffers: [nil, nil], name: "title")
    let foreign = ForeignArray("+s", count: 1, buffers: [nil], children: [part])
    #expect(
      error(foreign)
        == ColumnError(
          .unsupportedType,
          #"in "title": no column has the Arrow type string_view (format "vu"); cast to utf8"#))
  }

  @Test func `What a schema lacks is told of`() {
    let bare = ForeignArray("l", count: 0, buffers: [nil, nil])
    bare.schema.pointee.format = nil
    #expect(error(bare) == ColumnError(.invalidArrow, "an Arrow schema without a format"))
    for count in [-1, 2, .min, .max] as [Int64] {
      let child = ForeignArray("l", count: 0, buffers: [nil, nil])
      let list = ForeignArray("+l", count: 0, buffers: [nil, nil], children: [child])
      list.schema.pointee.n_children = count
      #expect(
        error(list) == ColumnError(.invalidArrow, "an Arrow schema with \(count) children"))
    }
    let missing = ForeignArray("+s", count: 0, buffers: [nil])
    missing.schema.pointee.n_children = 3
    #expect(
      error(missing) == ColumnError(.invalidArrow, "an Arrow schema whose child 0 is not there"))
  }

  @Test func `A child that is not there is told of`() {
    let child = ForeignArray("l", count: 0, buffers: [nil, nil])
    let list = ForeignArray("+l", count: 0, buffers: [nil, nil], children: [child])
    list.array.pointee.children[0] = nil
    #expect(
      error(list) == ColumnError(.invalidArrow, "an Arrow array whose child 0 is not there"))
  }

  @Test func `A schema that is its own child ends`() {
    let child = ForeignArray("l", count: 0, buffers: [nil, nil])
    let other = ForeignArray("l", count: 0, buffers: [nil, nil])
    let structure = ForeignArray("+s", count: 0, buffers: [nil], children: [child, other])
    structure.schema.pointee.children[0] = structure.schema
    structure.schema.pointee.children[1] = structure.schema
    #expect(error(structure)?.code == .tooLarge)
    #expect(structure.releases == 1)
  }

  @Test func `Metadata with absurd numbers is refused`() {
    for bytes in [
      [255, 255, 255, 255], [255, 255, 255, 127], [1, 0, 0, 0, 255, 255, 255, 255],
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128],
    ] as [[UInt8]] {
      let foreign = ForeignArray("l", count: 0, buffers: [nil, nil])
      foreign.setMetadata(bytes)
      #expect(error(foreign)?.code == .invalidArrow)
    }
  }

  @Test func `Sixteen bytes are a UUID only when they say so`() throws {
    let key = [UInt8]("ARROW:extension:name".utf8)
    let metadata: [UInt8] =
      [2, 0, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 0, 20, 0, 0, 0] + key + [10, 0, 0, 0]
      + "arrow.uuid".utf8
    let named = ForeignArray("w:16", count: 1, buffers: [nil, [UInt8](repeating: 1, count: 16)])
    named.setMetadata(metadata)
    #expect(try Column(arrow: named.array, schema: named.schema).type == .uuid)
    let bare = ForeignArray("w:16", count: 1, buffers: [nil, [UInt8](repeating: 1, count: 16)])
    #expect(error(bare)?.code == .unsupportedType)
  }

  @Test func `A map has pairs with keys of text`() {
    let keys = ForeignArray("l", count: 0, buffers: [nil, nil])
    let values = ForeignArray("l", count: 0, buffers: [nil, nil])
    let entries = ForeignArray("+s", count: 0, buffers: [nil], children: [keys, values])
    let map = ForeignArray("+m", count: 0, buffers: [nil, nil], children: [entries])
    #expect(
      error(map)
        == ColumnError(
          .unsupportedType, "no column has maps with keys of int64; cast keys to utf8"))
    let alone = ForeignArray("+s", count: 0, buffers: [nil], children: [keys])
    let half = ForeignArray("+m", count: 0, buffers: [nil, nil], children: [alone])
    #expect(
      error(half) == ColumnError(.invalidArrow, "an Arrow map whose entries are no pairs"))
  }
}
