import CArrow
import Columns
import Testing

@Suite("Arrow import") struct ArrowImportTests {
  private static let eight: [UInt8] = [7, 0, 0, 0, 0, 0, 0, 0]

  private static func taken(_ foreign: ForeignArray) throws -> Column {
    try Column(arrow: foreign.array, schema: foreign.schema)
  }

  @Test func `What was lent is released once, when the last buffer goes`() throws {
    let foreign = ForeignArray("l", count: 1, buffers: [nil, Self.eight])
    var column: Column? = try Self.taken(foreign)
    #expect(foreign.array.pointee.release == nil)
    var values = column?.values
    #expect(try column?.value(at: 0) == .int64(7))
    column = nil
    #expect(foreign.releases == 0)
    #expect(values?.array == Self.eight)
    values = nil
    #expect(foreign.releases == 1)
  }

  @Test func `An array is taken once`() throws {
    let foreign = ForeignArray("l", count: 1, buffers: [nil, Self.eight])
    _ = try Self.taken(foreign)
    #expect(throws: ColumnError(.released, "a released Arrow array")) { try Self.taken(foreign) }
    #expect(foreign.releases == 1)
  }

  @Test func `A released schema is refused`() throws {
    let foreign = ForeignArray("l", count: 1, buffers: [nil, Self.eight])
    foreign.schema.pointee.release = nil
    #expect(throws: ColumnError(.released, "a released Arrow schema")) { try Self.taken(foreign) }
    #expect(foreign.releases == 1)
  }

  @Test(arguments: [0, 1, 3, 8, 9, 63]) func `NULLs that were not counted are counted`(
    offset: Int
  ) throws {
    let bits = (0..<40).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    let count = 320 - offset
    let nulls = (offset..<320).count { bits[$0 / 8] >> UInt8($0 % 8) & 1 == 0 }
    let foreign = ForeignArray(
      "c", count: count, buffers: [bits, [UInt8](repeating: 1, count: 320)], nulls: -1,
      offset: offset)
    let column = try Self.taken(foreign)
    #expect(column.nullCount == nulls)
    #expect((0..<count).count { column.isNull($0) } == nulls)
    let none = ForeignArray("c", count: 4, buffers: [nil, [1, 2, 3, 4]], nulls: -1)
    #expect(try Self.taken(none).nullCount == 0)
  }

  @Test(arguments: [("l", 2), ("b", 2), ("u", 3), ("z", 3), ("U", 3), ("g", 2), ("d:5,2", 2)])
  func `Without rows no buffer need be there`(format: String, buffers: Int) throws {
    let foreign = ForeignArray(
      format, count: 0, buffers: [[UInt8]?](repeating: nil, count: buffers))
    let column = try Self.taken(foreign).validated()
    #expect(column.count == 0)
    #expect(foreign.releases == 1)
    let list = ForeignArray("+l", count: 0, buffers: [nil, nil], children: [foreign])
    #expect(throws: ColumnError(.released, "a released Arrow array")) { try Self.taken(list) }
  }

  @Test func `Buffers need not be aligned`() throws {
    let bytes: [UInt8] = [255, 1, 2, 3, 4, 5, 6, 7, 8]
    let foreign = ForeignArray("l", count: 1, buffers: [nil, bytes])
    foreign.array.pointee.buffers[1] = foreign.array.pointee.buffers[1].map { $0 + 1 }
    #expect(try Self.taken(foreign).value(at: 0) == .int64(0x0807_0605_0403_0201))
  }

  @Test func `A buffer that is missing is told of`() throws {
    let foreign = ForeignArray("l", count: 1, buffers: [nil, nil])
    #expect(
      throws: ColumnError(.invalidArrow, "an Arrow array whose buffer 1 of 8 bytes is not there")
    ) { try Self.taken(foreign) }
    #expect(foreign.releases == 1)
    let bits = ForeignArray("l", count: 1, buffers: [nil, Self.eight], nulls: 1)
    #expect(throws: ColumnError.self) { try Self.taken(bits) }
  }

  @Test(arguments: ["l", "u", "+l", "+s", "n"])
  func `Numbers that cannot be are refused, and released`(format: String) {
    #expect(throws: Never.self) { try Self.taken(wellFormed(format)) }
    let numbers: [(WritableKeyPath<ArrowArray, Int64>, [Int64])] = [
      (\.length, [-1, .min, .max]), (\.offset, [-1, .max]), (\.null_count, [-2, 2, .max]),
      (\.n_buffers, [4, .max, -1]), (\.n_children, [2, .max, -1]),
    ]
    for (number, values) in numbers {
      for value in values {
        let foreign = wellFormed(format)
        foreign.array.pointee[keyPath: number] = value
        #expect(throws: ColumnError.self, "\(number) \(value)") { try Self.taken(foreign) }
        #expect(foreign.releases == 1)
      }
    }
  }

  /// One row of a format.
  private func wellFormed(_ format: String) -> ForeignArray {
    let child = ForeignArray("l", count: 1, buffers: [nil, Self.eight])
    return switch format {
    case "u": ForeignArray(format, count: 1, buffers: [nil, bytes([0, 7] as [Int32]), Self.eight])
    case "+l":
      ForeignArray(format, count: 1, buffers: [nil, bytes([0, 1] as [Int32])], children: [child])
    case "+s": ForeignArray(format, count: 1, buffers: [nil], children: [child])
    case "n": ForeignArray(format, count: 1, buffers: [])
    default: ForeignArray(format, count: 1, buffers: [nil, Self.eight])
    }
  }

  @Test(
    arguments: [([-1, 0], .invalidOffset), ([2, 1], .invalidOffset), ([0, 5], .invalidArrow)]
      as [([Int32], ColumnError.Code)])
  func `Offsets that fall or lead nowhere are refused`(
    offsets: [Int32], code: ColumnError.Code
  ) {
    let foreign = ForeignArray("u", count: 1, buffers: [nil, bytes(offsets), nil])
    let error = #expect(throws: ColumnError.self) { try Self.taken(foreign) }
    #expect(error?.code == code)
    let wide = ForeignArray("U", count: 1, buffers: [nil, bytes(offsets.map(Int64.init)), nil])
    let wideError = #expect(throws: ColumnError.self) { try Self.taken(wide) }
    #expect(wideError?.code == code)
  }

  @Test func `Offsets that leave a child are refused`() {
    let child = ForeignArray("l", count: 1, buffers: [nil, Self.eight])
    let list = ForeignArray(
      "+l", count: 1, buffers: [nil, bytes([0, 2] as [Int32])], children: [child])
    #expect(throws: ColumnError(.invalidOffset, "an offset of 2 leaves the 1 values")) {
      try Self.taken(list)
    }
    let structure = ForeignArray("+s", count: 2, buffers: [nil], children: [child])
    #expect(
      throws: ColumnError(.wrongSize, "rows of a child should take 2 but 1 are there")
    ) { try Self.taken(structure) }
  }

  @Test func `Offsets of 64 bits beyond 2 GiB are taken by the slice`() throws {
    let far: Int64 = 5 << 30
    let foreign = ForeignArray(
      "U", count: 1, buffers: [nil, bytes([0, far, far]), Self.eight], offset: 1)
    #expect(try Self.taken(foreign).value(at: 0) == .utf8(""))
    let whole = ForeignArray("U", count: 2, buffers: [nil, bytes([0, far, far]), Self.eight])
    #expect(
      throws: ColumnError(
        .tooLarge, "offsets of 64 bits that reach over 5368709120 values; slice the array")
    ) { try Self.taken(whole) }
    let between = ForeignArray("U", count: 2, buffers: [nil, bytes([0, far, 3]), Self.eight])
    #expect(throws: ColumnError.self) { try Self.taken(between) }
  }

  @Test func `Offsets inside a column are checked when a row is read`() throws {
    let foreign = ForeignArray(
      "u", count: 2, buffers: [nil, bytes([0, 900, 3] as [Int32]), [65, 66, 67]])
    let column = try Self.taken(foreign)
    #expect(throws: ColumnError.self) { try column.value(at: 0) }
    #expect(throws: ColumnError.self) { try column.value(at: 1) }
    #expect(throws: ColumnError.self) { try column.validated() }
  }

  @Test func `Text that is none is told of when a row is read`() throws {
    let foreign = ForeignArray(
      "u", count: 2, buffers: [nil, bytes([0, 1, 2] as [Int32]), [65, 0xC3]])
    let column = try Self.taken(foreign)
    let error = ColumnError(.invalidUTF8, "text that is not UTF-8")
    #expect(try column.value(at: 0) == .utf8("A"))
    #expect(throws: error) { try column.value(at: 1) }
    #expect(throws: error) { try column.validated() }
  }

  @Test func `A map whose key is NULL is told of`() throws {
    let keys = ForeignArray(
      "u", count: 1, buffers: [[0], [0, 0, 0, 0, 0, 0, 0, 0], nil], nulls: 1)
    let values = ForeignArray("c", count: 1, buffers: [nil, [1]])
    let entries = ForeignArray("+s", count: 1, buffers: [nil], children: [keys, values])
    let map = ForeignArray(
      "+m", count: 1, buffers: [nil, bytes([0, 1] as [Int32])], children: [entries])
    let column = try Self.taken(map)
    let error = ColumnError(.wrongType, "an entry of a map without a key")
    #expect(throws: error) { try column.value(at: 0) }
    #expect(throws: error) { try column.validated() }
  }

  @Test func `Checking all of a column finds NULLs that were counted wrongly`() throws {
    let foreign = ForeignArray("c", count: 3, buffers: [[0b101], [1, 2, 3]], nulls: 2)
    let column = try Self.taken(foreign)
    #expect(
      throws: ColumnError(.wrongSize, "the count of NULLs should take 1 but 2 are there")
    ) { try column.validated() }
  }

  @Test func `An index outside a dictionary is refused`() throws {
    for index in [-1, 2, 127] as [Int8] {
      let values = ForeignArray("c", count: 2, buffers: [nil, [40, 41]])
      let foreign = ForeignArray("c", count: 1, buffers: [nil, bytes([index])])
      foreign.schema.pointee.dictionary = values.schema
      foreign.array.pointee.dictionary = values.array
      #expect(throws: ColumnError.self) { try Self.taken(foreign) }
      #expect(foreign.releases == 1)
    }
    let foreign = ForeignArray("c", count: 1, buffers: [nil, [0]])
    withExtendedLifetime(ForeignArray("c", count: 1, buffers: [nil, [9]])) { values in
      foreign.schema.pointee.dictionary = values.schema
      #expect(throws: ColumnError(.invalidArrow, "an Arrow dictionary without values")) {
        try Self.taken(foreign)
      }
    }
  }

  @Test func `The columns of a batch are released one by one`() throws {
    let parts = ["a", "b"].map {
      ForeignArray("l", count: 1, buffers: [nil, Self.eight], name: $0)
    }
    let foreign = ForeignArray("+s", count: 1, buffers: [nil], children: parts)
    var batch: Batch? = try Batch(arrow: foreign.array, schema: foreign.schema)
    #expect(batch?.names == ["a", "b"])
    #expect(foreign.releases == 1)
    var last = batch?.columns.last
    batch = nil
    #expect(parts.map(\.releases) == [1, 0])
    #expect(try last?.value(at: 0) == .int64(7))
    last = nil
    #expect(parts.map(\.releases) == [1, 1])
  }

  @Test func `A batch is a struct without NULL as a row`() {
    let number = ForeignArray("l", count: 1, buffers: [nil, Self.eight])
    #expect(throws: ColumnError(.wrongType, "a batch is an Arrow struct, not int64")) {
      try Batch(arrow: number.array, schema: number.schema)
    }
    let part = ForeignArray("l", count: 1, buffers: [nil, Self.eight])
    let foreign = ForeignArray("+s", count: 1, buffers: [[0]], nulls: -1, children: [part])
    #expect(
      throws: ColumnError(
        .wrongType, "rows of a batch are NULL as a whole; take it as a column")
    ) { try Batch(arrow: foreign.array, schema: foreign.schema) }
    #expect(foreign.releases == 1)
  }
}

private func bytes(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
  numbers.flatMap { withUnsafeBytes(of: $0.littleEndian) { Array($0) } }
}
