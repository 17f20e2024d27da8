import Columns
import GRDBSQLite
import Tables

/// Writes one result of a query.
protocol ResultWriter: AnyObject {
  func write(_ row: SQLRow) throws
  func finish() throws
  /// Sets this result off from one before it.
  func separate() throws
}

/// Writes a header line and a line for each row.
final class CSVResultWriter: ResultWriter {
  private let output: OutputFile
  private let formulas: FormulaText
  /// The line of names, until it is written.
  private var header: [UInt8]?

  init(names: [String], output: OutputFile, formulas: FormulaText) {
    self.output = output
    self.formulas = formulas
    header = CSVText.line(names.map { Array($0.utf8) }, formulas: formulas)
  }

  func write(_ row: SQLRow) throws {
    try writeHeader()
    for column in 0..<row.count {
      if column > 0 { try output.write(UInt8(ascii: ",")) }
      try row.writeCSV(column, to: output, formulas)
    }
    // An empty line would be no row.
    if row.count == 1, sqlite3_column_type(row.statement, 0) == SQLITE_NULL {
      try output.write(Array("\"\"".utf8))
    }
    try output.write(UInt8(ascii: "\n"))
  }

  func finish() throws { try writeHeader() }

  func separate() throws { try output.write(UInt8(ascii: "\n")) }

  private func writeHeader() throws {
    guard let header else { return }
    try output.write(header)
    self.header = nil
  }
}

/// Writes an object for each row.
final class JSONLinesResultWriter: ResultWriter {
  private let output: OutputFile
  /// What stands before each value: a brace or comma, and the name.
  private let names: [[UInt8]]
  private let end = Array("}\n".utf8)

  init(names: [String], output: OutputFile) {
    self.output = output
    var seen: Set<String> = []
    self.names = names.enumerated().map { index, name in
      var unique = name
      var number = 0
      while !seen.insert(unique).inserted {
        number += 1
        unique = "\(name):\(number)"
      }
      return Array("\(index == 0 ? "{" : ",")\(JSONText.string(unique)):".utf8)
    }
  }

  func write(_ row: SQLRow) throws {
    for (column, name) in names.enumerated() {
      try output.write(name)
      try row.writeJSON(Int32(truncatingIfNeeded: column), to: output)
    }
    try output.write(end)
  }

  func finish() {}

  func separate() {}
}

/// The row a statement stands at. Its values lie where SQLite has them until the next step.
struct SQLRow {
  let statement: OpaquePointer
  let count: Int32

  /// The value of a column. Text that is not UTF-8 is repaired.
  ///
  /// - Parameter mostBytes: of a blob, which is cut there.
  func value(_ column: Int32, mostBytes: Int = .max) -> Value {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: .int64(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: .float64(sqlite3_column_double(statement, column))
    case SQLITE3_TEXT: .utf8(String(decoding: bytes(column), as: UTF8.self))
    case SQLITE_BLOB: .binary(Array(bytes(column).prefix(mostBytes)))
    default: .null
    }
  }

  /// The bytes of text or a blob; 0 for others.
  func byteCount(_ column: Int32) -> Int {
    switch sqlite3_column_type(statement, column) {
    case SQLITE3_TEXT, SQLITE_BLOB: Int(sqlite3_column_bytes(statement, column))
    default: 0
    }
  }

  /// The bytes of text; nil for all else.
  func textBytes(_ column: Int32) -> UnsafeRawBufferPointer? {
    sqlite3_column_type(statement, column) == SQLITE3_TEXT ? bytes(column) : nil
  }

  fileprivate func writeCSV(
    _ column: Int32, to output: OutputFile, _ formulas: FormulaText
  ) throws {
    if let text = textBytes(column) {
      try output.writeCSV(field: text, formulas: formulas)
    } else if sqlite3_column_type(statement, column) == SQLITE_BLOB {
      try output.writeCSV(blob: bytes(column), formulas: formulas)
    } else {
      try output.write(textOf: value(column))
    }
  }

  fileprivate func writeJSON(_ column: Int32, to output: OutputFile) throws {
    if let text = textBytes(column), isUTF8(text) {
      try output.writeJSON(string: text)
    } else if sqlite3_column_type(statement, column) == SQLITE_BLOB {
      try output.writeJSON(base64: bytes(column))
    } else {
      try output.writeJSON(value(column))
    }
  }

  /// Writes text or a blob inert and on one line, however large it is.
  func writeShown(_ column: Int32, to output: OutputFile) throws {
    guard let text = textBytes(column) else { return try output.write(base64: bytes(column)) }
    var inert = InertText(.line)
    var shown: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: TableCell.mostBytes) {
      let piece = text[start..<min(start + TableCell.mostBytes, text.count)]
      shown.removeAll(keepingCapacity: true)
      inert.append(UnsafeRawBufferPointer(rebasing: piece), to: &shown)
      try output.write(shown)
    }
    shown.removeAll(keepingCapacity: true)
    inert.finish(to: &shown)
    try output.write(shown)
  }

  private func isUTF8(_ text: UnsafeRawBufferPointer) -> Bool {
    (try? UTF8Span(validating: Span<UInt8>(_bytes: text.bytes))) != nil
  }

  /// The bytes of text or a blob.
  private func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(statement, column)
    return UnsafeRawBufferPointer(
      start: start, count: Int(sqlite3_column_bytes(statement, column)))
  }
}
