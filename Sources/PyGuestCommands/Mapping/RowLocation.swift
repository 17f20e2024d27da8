import Columns
import PythonGuest
import Tables

extension Mapping {
  /// Adds to the refusal of a value its row in the whole table.
  func refused(_ error: TableError, firstRow: Int) -> any Error {
    RefusedRow(error, firstRow: firstRow, function: function.signature.name) ?? error
  }

  /// Adds to an error of a row the row's line and arguments.
  ///
  /// - Parameters:
  ///   - records: the piece of the table that is mapped.
  ///   - firstRow: its first row in the whole table.
  ///   - columns: the arguments of some of its rows.
  func locating(
    in records: some TableRecords, firstRow: Int, columns: (Range<Int>) throws -> [Column],
    _ body: () throws -> Void
  ) throws {
    do {
      try body()
    } catch let error as TableError {
      throw refused(error, firstRow: firstRow)
    } catch let failure as SourceFailure {
      guard let row = failure.error.row.map({ $0 - firstRow }), 0..<records.count ~= row else {
        throw failure
      }
      let values = try columns(row..<row + 1).map { column in try column.value(at: 0) }
      throw RowFailure(
        failure: failure, input: records.file, line: records.line(of: row),
        arguments: zip(function.signature.parameters(for: values.count), values).map {
          parameter, value in
          "\(parameter.name) = \(ArgumentText.of(value))"
        }.joined(separator: ", "))
    }
  }
}

/// An argument as messages show it: in JSON, on one line, and not too long.
enum ArgumentText {
  private static let mostCharacters = 200

  static func of(_ value: Value) -> String {
    var json: [UInt8] = []
    beginning(of: value).appendJSON(to: &json)
    let text = String(decoding: TerminalText.printable(json).text, as: UTF8.self)
    guard text.unicodeScalars.count > mostCharacters else { return text }
    return String(text.unicodeScalars.prefix(mostCharacters - 1)) + "…"
  }

  /// No more of a long value than is shown.
  private static func beginning(of value: Value) -> Value {
    switch value {
    case .utf8(let text): .utf8(String(text.unicodeScalars.prefix(mostCharacters)))
    case .binary(let bytes): .binary(Array(bytes.prefix(mostCharacters)))
    default: value
    }
  }
}
