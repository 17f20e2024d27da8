import Columns

/// Where a field lies in the text of its records.
public struct CSVField: Sendable, BitwiseCopyable {
  let start: UInt32
  let end: UInt32
  /// Whether the field stood in quotes.
  public let isQuoted: Bool
  /// Whether quotes in it are written twice.
  public let hasEscapes: Bool

  /// Positions of the content, without its quotes.
  public var range: Range<Int> { Int(start)..<Int(end) }

  /// Whether the field is NULL: not in quotes, and empty or one of the texts that say so.
  public let isNull: Bool
}

/// Consecutive records of a CSV file, as they stand in it.
public struct CSVRecords: Sendable {
  /// Where a record lies, without its line end, and the line it begins on.
  struct Extent: Sendable, BitwiseCopyable {
    let start: UInt32
    let end: UInt32
    let line: Int
  }

  /// The text the fields lie in; it may hold more than these records.
  public let bytes: [UInt8]
  /// The fields of all records, one record after another.
  public let fields: [CSVField]
  /// The fields of each record.
  public let columnCount: Int
  let extents: [Extent]
  /// The file's name for messages.
  public let file: String

  /// Records.
  public var count: Int { extents.count }

  public func field(_ row: Int, _ column: Int) -> CSVField { fields[row * columnCount + column] }

  /// The text of a record without its line end.
  public func text(of row: Int) -> ArraySlice<UInt8> {
    bytes[Int(extents[row].start)..<Int(extents[row].end)]
  }

  /// The line of the file that a record begins on, from 1.
  public func line(of row: Int) -> Int { extents[row].line }

  /// The bytes of a field, with doubled quotes made single.
  public func content(of field: CSVField) -> [UInt8] {
    guard field.hasEscapes else { return Array(bytes[field.range]) }
    var content: [UInt8] = []
    content.reserveCapacity(field.range.count)
    var position = field.range.lowerBound
    while position < field.range.upperBound {
      content.append(bytes[position])
      position += bytes[position] == ASCII.quote ? 2 : 1
    }
    return content
  }
}
