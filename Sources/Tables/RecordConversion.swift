public import Columns

extension CSVRecords {
  /// A column of some rows, converted from text.
  ///
  /// - Throws: `.unconvertible` with the line, the column's name, the text and the type.
  public func column(
    _ index: Int, named name: String, as type: ColumnType, rows: Range<Int>
  ) throws(TableError) -> Column {
    try converted(type, name: name, rows: rows) { (builder, row) throws(ColumnError) in
      let field = field(row, index)
      if field.isNull || (field.range.isEmpty && type != .utf8) {
        try builder.appendNull()
        return true
      }
      return field.hasEscapes
        ? try builder.append(text: content(of: field).span)
        : try builder.append(text: bytes.span.extracting(field.range))
    } text: { row in
      content(of: field(row, index))[...]
    } shown: {
      quoted($0)
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
    return try converted(type, name: name, rows: rows) { (builder, row) throws(ColumnError) in
      guard let member = member(key, row: row, place: &place) else {
        try builder.appendNull()
        return true
      }
      return try builder.append(
        json: bytes.span.extracting(member.value), kind: member.kind)
    } text: { row in
      var place = 0
      return member(key, row: row, place: &place).map { bytes[$0.value] } ?? []
    } shown: {
      abbreviated(json: $0)
    }
  }
}

/// What both formats' records have.
private protocol Records {
  var file: String { get }
  func line(of row: Int) -> Int
}

extension CSVRecords: Records {}
extension JSONRecords: Records {}

extension Records {
  /// Builds a column row by row and says which row does not fit.
  ///
  /// - Parameters:
  ///   - append: appends a row; false where it is no value of the type.
  ///   - text: the text of a row.
  ///   - shown: that text as messages show it.
  fileprivate func converted(
    _ type: ColumnType, name: String, rows: Range<Int>,
    append: (inout ColumnBuilder, Int) throws(ColumnError) -> Bool,
    text: (Int) -> ArraySlice<UInt8>, shown: (ArraySlice<UInt8>) -> String
  ) throws(TableError) -> Column {
    var builder = ColumnBuilder(type: type, capacity: rows.count)
    var misfit: Int?
    do throws(ColumnError) {
      for row in rows where misfit == nil {
        if try !append(&builder, row) { misfit = row }
      }
      if misfit == nil { return try builder.finish() }
    } catch {
      // The column's text is checked as a whole; now look for the row.
      misfit = rows.first { String(validating: text($0), as: UTF8.self) == nil }
      guard error.code == .invalidUTF8, let misfit else {
        throw TableError(.unconvertible, error.message, file: file)
      }
      throw TableError(
        .unconvertible, "column \(name): \(TextEncoding.mistaken)", file: file,
        line: line(of: misfit))
    }
    let row = misfit ?? rows.lowerBound
    throw TableError(
      .unconvertible, "column \(name): \(shown(text(row))) is not of type \(type.expectation)",
      file: file, line: line(of: row))
  }
}
