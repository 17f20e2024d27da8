import GRDBSQLite
import Tables

/// A column of a loaded table.
struct LoadedColumn {
  let name: String
  let type: InferredType
}

extension CSVRecords {
  /// Adds every record as a row, in the types of the columns.
  func insert(_ columns: [LoadedColumn], _ insertion: Insertion) throws {
    try checkText()
    let types = columns.map(\.type)
    try bytes.withUnsafeBytes { bytes in
      for row in 0..<count {
        for index in types.indices {
          let field = field(row, index)
          let place = Int32(truncatingIfNeeded: index + 1)
          do throws(Misfit) {
            if field.isNull {
              sqlite3_bind_null(insertion.statement, place)
            } else if field.hasEscapes {
              try insertion.bind(content(of: field), as: types[index], at: place)
            } else {
              let text = UnsafeRawBufferPointer(rebasing: bytes[field.range])
              try insertion.bind(text, .text, types[index], at: place, nil)
            }
          } catch {
            throw refusal(columns[index], quoted(content(of: field)), error, row)
          }
        }
        try insertion.addRow()
      }
    }
  }

  private func refusal(
    _ column: LoadedColumn, _ found: String, _ misfit: Misfit, _ row: Int
  ) -> TableError {
    TableError(
      .unconvertible, "column \(shown(name: column.name)): \(found) \(misfit.reason)",
      file: file, line: line(of: row), row: row)
  }
}

extension JSONRecords {
  /// Adds every object as a row; members that are not there are NULL.
  func insert(
    _ columns: [LoadedColumn], _ names: JSONColumns, _ insertion: Insertion
  ) throws {
    try checkText()
    let types = columns.map(\.type)
    try bytes.withUnsafeBytes { bytes in
      for row in 0..<count {
        sqlite3_clear_bindings(insertion.statement)
        try forEachContent(of: row, in: names) { (index, content) throws(TableError) in
          let place = Int32(truncatingIfNeeded: index + 1)
          do throws(Misfit) {
            try bind(content, of: bytes, types[index], at: place, insertion)
          } catch {
            throw refusal(columns[index], content, error, row)
          }
        }
        try insertion.addRow()
      }
    }
  }

  private func refusal(
    _ column: LoadedColumn, _ content: JSONContent, _ misfit: Misfit, _ row: Int
  ) -> TableError {
    TableError(
      .unconvertible, "column \(shown(name: column.name)): \(text(content)) \(misfit.reason)",
      file: file, line: line(of: row), row: row)
  }

  private func bind(
    _ content: JSONContent, of bytes: UnsafeRawBufferPointer, _ type: InferredType,
    at place: Int32, _ insertion: Insertion
  ) throws(Misfit) {
    switch content {
    case .null: sqlite3_bind_null(insertion.statement, place)
    case .unescaped(let text): try insertion.bind(text, as: type, at: place)
    case .place(let range, let form):
      let text = UnsafeRawBufferPointer(rebasing: bytes[range])
      try insertion.bind(text, form, type, at: place, nil)
    }
  }

  private func text(_ content: JSONContent) -> String {
    switch content {
    case .null: "null"
    case .unescaped(let text): quoted(text)
    case .place(let range, let form): shown(bytes[range], form)
    }
  }
}

extension Insertion {
  /// Binds what a text stands for in a column of a type.
  ///
  /// - Parameter destructor: nil where the text stays where it is until the row is added.
  fileprivate func bind(
    _ text: UnsafeRawBufferPointer, _ form: ValueForm, _ type: InferredType, at place: Int32,
    _ destructor: sqlite3_destructor_type?
  ) throws(Misfit) {
    let span = Span<UInt8>(_bytes: text.bytes)
    switch type {
    case .none, .text:
      let start = text.baseAddress?.assumingMemoryBound(to: CChar.self) ?? emptyText
      sqlite3_bind_text(
        statement, place, start, Int32(truncatingIfNeeded: text.count), destructor)
    case _ where text.isEmpty && form == .text: sqlite3_bind_null(statement, place)
    case _ where form == .boolean:
      // SQLite's booleans are integers.
      sqlite3_bind_int64(statement, place, text.first == UInt8(ascii: "t") ? 1 : 0)
    case .integer, .largeInteger:
      sqlite3_bind_int64(statement, place, try Conversion.int64(span, form))
    case .real:
      sqlite3_bind_double(statement, place, try Conversion.float64(span, form))
    }
  }

  /// Binds what a text of its own stands for; SQLite copies it.
  fileprivate func bind(
    _ text: [UInt8], as type: InferredType, at place: Int32
  ) throws(Misfit) {
    try text.withUnsafeBufferPointer { (text) throws(Misfit) in
      try bind(UnsafeRawBufferPointer(text), .text, type, at: place, copied)
    }
  }
}
