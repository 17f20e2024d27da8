import GRDBSQLite
import Tables

extension CSVRecords {
  /// Adds every record as a row, in the types that were found for the columns.
  func insert(_ types: [InferredType], _ insertion: Insertion) throws {
    try checkText()
    let statement = insertion.statement
    try bytes.withUnsafeBytes { bytes in
      for row in 0..<count {
        for column in 0..<columnCount {
          let field = field(row, column)
          let place = Int32(truncatingIfNeeded: column + 1)
          if field.isNull || (field.range.isEmpty && types[column] != .text) {
            sqlite3_bind_null(statement, place)
          } else if field.hasEscapes {
            insertion.bind(content(of: field), at: place)
          } else {
            insertion.bind(
              UnsafeRawBufferPointer(rebasing: bytes[field.range]), as: types[column], at: place)
          }
        }
        try insertion.addRow()
      }
    }
  }
}

extension JSONRecords {
  /// Adds every object as a row; members that are not there are NULL.
  func insert(_ columns: JSONColumns, _ insertion: Insertion) throws {
    try checkText()
    for row in 0..<count {
      sqlite3_clear_bindings(insertion.statement)
      try forEachScalar(of: row, in: columns) { column, value in
        let place = Int32(truncatingIfNeeded: column + 1)
        switch value {
        case .null: sqlite3_bind_null(insertion.statement, place)
        case .integer(let value): sqlite3_bind_int64(insertion.statement, place, value)
        case .real(let value): sqlite3_bind_double(insertion.statement, place, value)
        case .text(let bytes): insertion.bind(bytes, at: place)
        }
      }
      try insertion.addRow()
    }
  }
}

extension Insertion {
  /// Binds text that stays where it is until the row is added.
  fileprivate func bind(_ text: UnsafeRawBufferPointer, as type: InferredType, at place: Int32) {
    let span = Span<UInt8>(_bytes: text.bytes)
    if type == .integer || type == .largeInteger, let value = NumberText.int64(span) {
      sqlite3_bind_int64(statement, place, value)
    } else if type == .real, let value = NumberText.float64(span) {
      sqlite3_bind_double(statement, place, value)
    } else {
      let start = text.baseAddress?.assumingMemoryBound(to: CChar.self) ?? emptyText
      sqlite3_bind_text(statement, place, start, Int32(truncatingIfNeeded: text.count), nil)
    }
  }

  /// Binds text that SQLite copies.
  fileprivate func bind(_ text: [UInt8], at place: Int32) {
    text.withUnsafeBytes { text in
      let start = text.baseAddress?.assumingMemoryBound(to: CChar.self) ?? emptyText
      sqlite3_bind_text(statement, place, start, Int32(truncatingIfNeeded: text.count), copied)
    }
  }
}
