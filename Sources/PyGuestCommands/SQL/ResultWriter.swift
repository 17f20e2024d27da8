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

  init(names: [String], output: OutputFile) {
    self.output = output
    line = CSVText.line(names.map { Array($0.utf8) })
  }

  /// What is to be written next; first the header.
  private var line: [UInt8]

  func write(_ row: SQLRow) throws {
    for column in 0..<row.count {
      if column > 0 { line.append(UInt8(ascii: ",")) }
      row.appendCSV(column, to: &line)
    }
    line.append(UInt8(ascii: "\n"))
    try finish()
  }

  func finish() throws {
    try output.write(line)
    line.removeAll(keepingCapacity: true)
  }

  func separate() throws { try output.write([UInt8(ascii: "\n")]) }
}

/// Writes an object for each row.
final class JSONLinesResultWriter: ResultWriter {
  private let output: OutputFile
  /// What stands before each value: a brace or comma, and the name.
  private let names: [[UInt8]]
  private var line: [UInt8] = []

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
    line.removeAll(keepingCapacity: true)
    for (column, name) in names.enumerated() {
      line.append(contentsOf: name)
      row.value(Int32(column)).appendJSON(to: &line)
    }
    line.append(contentsOf: "}\n".utf8)
    try output.write(line)
  }

  func finish() {}

  func separate() {}
}

extension SQLRow {
  /// The value of a column. Text that is not UTF-8 is repaired.
  func value(_ column: Int32) -> Value {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: .int64(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: .float64(sqlite3_column_double(statement, column))
    case SQLITE3_TEXT: .utf8(String(decoding: bytes(column), as: UTF8.self))
    case SQLITE_BLOB: .binary(Array(bytes(column)))
    default: .null
    }
  }

  fileprivate func appendCSV(_ column: Int32, to text: inout [UInt8]) {
    if sqlite3_column_type(statement, column) == SQLITE3_TEXT {
      CSVText.appendField(Array(bytes(column))[...], to: &text)
    } else {
      value(column).appendText(to: &text)
    }
  }

  /// The bytes of text or a blob, until the next step.
  private func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(statement, column)
    return UnsafeRawBufferPointer(
      start: start, count: Int(sqlite3_column_bytes(statement, column)))
  }
}
