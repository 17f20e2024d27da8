import Columns
import PythonGuest
import Testing

@testable import Models

@Suite("WholeColumn")
struct WholeColumnTests {
  @Test(
    "Some rows of a column have the buffers of a column that has no others",
    arguments: [
      try Column(bool: [true, nil, false, true, true, nil, true, false, true, nil, true, true]),
      try Column(int64: [1, nil, 3, 4, 5, 6, nil, 8, 9, 10, 11, 12]),
      try Column(utf8: ["a", nil, "é", "", "日本", nil, "b", "c", nil, "d", "e", "f"]),
      try Column(.int16, (0..<12).map { .int64($0 * 1000) }), try Column(nulls: 12),
    ])
  func parts(_ column: Column) throws {
    for rows in [0..<12, 1..<12, 3..<11, 9..<9, 7..<8] {
      let alone = try Column(
        column.type, rows.map { (row) throws(ColumnError) in try column.value(at: row) })
      let (part, whole) = (try WholeColumn(column.slice(rows)), try WholeColumn(alone))
      #expect(part.nullCount == whole.nullCount)
      #expect(part.validity == whole.validity)
      #expect(part.offsets == whole.offsets)
      #expect(part.withValues { Array($0) } == whole.withValues { Array($0) })
      #expect(part.valueBytes == part.withValues { $0.count })
    }
  }
}
