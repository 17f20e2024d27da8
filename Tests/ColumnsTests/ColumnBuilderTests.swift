import Columns
import Testing

@Suite("ColumnBuilder") struct ColumnBuilderTests {
  @Test func `NULLs may come first, last and across bytes of the bitmap`() throws {
    for nulls in [[0], [8], [16], [0, 7, 8, 15, 16], Array(0..<17), []] {
      var builder = ColumnBuilder(type: .int64)
      for row in 0..<17 {
        if nulls.contains(row) {
          try builder.appendNull()
        } else {
          try builder.append(Int64(row))
        }
      }
      let column = try builder.finish()
      #expect(column.nullCount == nulls.count)
      for row in 0..<17 {
        #expect(try column.value(at: row) == (nulls.contains(row) ? .null : .int64(Int64(row))))
      }
    }
  }

  @Test func `A value of another type is refused and nothing is appended`() throws {
    var builder = ColumnBuilder(type: .int64)
    #expect(throws: ColumnError(.wrongType, "a utf8 value in a column of int64")) {
      try builder.append("one")
    }
    #expect(throws: ColumnError.self) { try builder.append(true) }
    #expect(builder.count == 0)
  }

  @Test func `Text that is not UTF-8 is found when the column is finished`() throws {
    var builder = ColumnBuilder(type: .utf8)
    let bytes: [UInt8] = [0xFF]
    try builder.append(utf8: bytes.span)
    #expect(throws: ColumnError(.invalidUTF8, "text that is not UTF-8")) { try builder.finish() }
  }

  @Test func `A time of day lies within a day`() {
    var builder = ColumnBuilder(type: .time64)
    #expect(throws: ColumnError.self) { try builder.append(.time(microseconds: 86_400_000_000)) }
    #expect(throws: ColumnError.self) { try builder.append(.time(microseconds: -1)) }
  }

  @Test func `A finished builder starts anew`() throws {
    var builder = ColumnBuilder(type: .utf8)
    try builder.append("a")
    try builder.appendNull()
    #expect(try builder.finish().count == 2)
    #expect(try builder.finish() == Column(utf8: []))
  }
}

@Suite("Batch") struct BatchTests {
  @Test func `Columns of unequal length are no batch`() throws {
    let one = try Column(int64: [1])
    let two = try Column(int64: [1, 2])
    #expect(throws: ColumnError.self) { try Batch(columns: [one, two]) }
    #expect(throws: ColumnError.self) { try Batch(columns: []) }
    #expect(try Batch(columns: [], rowCount: 3).rowCount == 3)
  }
}
