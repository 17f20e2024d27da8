public import Columns

extension CSVRecords {
  /// A column of some rows, converted from text.
  ///
  /// - Throws: `.unconvertible` with the line, the column's name, the text and the type.
  public func column(
    _ index: Int, named name: String, as type: ColumnType, rows: Range<Int>
  ) throws(TableError) -> Column {
    try converted(type, rows: rows, place: { row in (line(of: row), name) }) {
      (builder, row) throws(ColumnError) in
      let field = self.field(row, index)
      if field.isNull || (field.range.isEmpty && type != .utf8) {
        try builder.appendNull()
        return nil
      }
      let isValue =
        field.hasEscapes
        ? try builder.append(text: content(of: field).span)
        : try builder.append(text: bytes.span.extracting(field.range))
      return isValue ? nil : content(of: field)[...]
    } text: { row in
      content(of: field(row, index))[...]
    }
  }
}

extension JSONRecords {
  /// A column of some objects' members of one name; where there is none it is NULL.
  ///
  /// - Throws: `.unconvertible` with the line, the name, the JSON text and the type.
  public func column(
    _ key: [UInt8], as type: ColumnType, rows: Range<Int>
  ) throws(TableError) -> Column {
    var place = 0
    let name = String(decoding: key, as: UTF8.self)
    return try converted(type, rows: rows, place: { row in (line(of: row), name) }) {
      (builder, row) throws(ColumnError) in
      guard let member = member(key, row: row, place: &place) else {
        try builder.appendNull()
        return nil
      }
      let text = bytes.span.extracting(member.value)
      return try builder.append(json: text, kind: member.kind) ? nil : bytes[member.value]
    } text: { row in
      var place = 0
      return member(key, row: row, place: &place).map { bytes[$0.value] } ?? []
    }
  }
}

/// What both formats' records have.
private protocol Records {
  var file: String { get }
}

extension CSVRecords: Records {}
extension JSONRecords: Records {}

extension Records {
  /// Builds a column row by row and says which row does not fit.
  ///
  /// - Parameters:
  ///   - append: appends a row, or returns the text that is no value of the type.
  ///   - text: the text of a row, asked for when the text of the whole column is not UTF-8.
  fileprivate func converted(
    _ type: ColumnType, rows: Range<Int>, place: (Int) -> (line: Int, name: String),
    append: (inout ColumnBuilder, Int) throws(ColumnError) -> ArraySlice<UInt8>?,
    text: (Int) -> ArraySlice<UInt8>
  ) throws(TableError) -> Column {
    var builder = ColumnBuilder(type: type, capacity: rows.count)
    var refused: (row: Int, text: ArraySlice<UInt8>) = (0, [])
    do throws(ColumnError) {
      var isRefused = false
      for row in rows where !isRefused {
        guard let text = try append(&builder, row) else { continue }
        refused = (row, text)
        isRefused = true
      }
      if !isRefused { return try builder.finish() }
    } catch {
      let culprit = rows.first { String(validating: text($0), as: UTF8.self) == nil }
      guard error.code == .invalidUTF8, let culprit else {
        throw TableError(.unconvertible, error.message, file: file)
      }
      refused = (culprit, text(culprit))
    }
    let (line, name) = place(refused.row)
    throw TableError(
      .unconvertible,
      "column \(name): \(quoted(refused.text)) is not of type \(type.expectation)",
      file: file, line: line)
  }
}
