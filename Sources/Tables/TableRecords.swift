import Columns

/// Consecutive rows of a table, as they stand in its file: what the records of all formats have.
public protocol TableRecords {
  /// Rows.
  var count: Int { get }
  /// The file's name for messages.
  var file: String { get }
  /// The text that the rows lie in; it may hold more than these.
  var bytes: [UInt8] { get }
  /// The text of a row, without its line end.
  func text(of row: Int) -> ArraySlice<UInt8>
  /// The line of the file that a row begins on, from 1.
  func line(of row: Int) -> Int
}

extension CSVRecords: TableRecords {}
extension JSONRecords: TableRecords {}

extension TableRecords {
  /// Refuses rows that are not UTF-8, naming the first line that is not.
  public func checkText() throws(TableError) {
    guard count > 0 else { return }
    let all = bytes[text(of: 0).startIndex..<text(of: count - 1).endIndex]
    if all.withUnsafeBufferPointer({ TextKind(of: $0) }) != .invalid { return }
    let row = (0..<count).first { String(validating: text(of: $0), as: UTF8.self) == nil }
    throw TableError(.malformed, TextEncoding.mistaken, file: file, line: line(of: row ?? 0))
  }
}
