public import Columns

extension CSVRecords {
  /// A column of some rows, converted from text.
  ///
  /// - Throws: `.unconvertible` with the line, the column's name, the text and the type.
  public func column(
    _ index: Int, named name: String, as type: DataType, rows: Range<Int>
  ) throws(TableError) -> Column {
    try converted(type, name: name, rows: rows) { (builder, row) throws(ColumnError) in
      let field = field(row, index)
      if field.isNull {
        try builder.appendNull()
        return nil
      }
      return field.hasEscapes
        ? try builder.append(content(of: field).span, .text)
        : try builder.append(bytes.span.extracting(field.range), .text)
    } text: { row in
      content(of: field(row, index))[...]
    } shown: {
      quoted($0)
    }
  }
}

extension JSONRecords {
  /// A column of some objects' members of one name.
  ///
  /// - Parameter missing: the value where an object has none.
  /// - Throws: `.unconvertible` with the line, the name, the JSON text and the type.
  public func column(
    _ key: [UInt8], as type: DataType, rows: Range<Int>, missing: Value = .null
  ) throws(TableError) -> Column {
    var place = 0
    let name = String(decoding: key, as: UTF8.self)
    return try converted(type, name: name, rows: rows) { (builder, row) throws(ColumnError) in
      guard let member = member(key, row: row, place: &place) else {
        try builder.append(missing)
        return nil
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

extension TableRecords {
  /// Builds a column row by row and says which row does not fit, and why.
  ///
  /// - Parameters:
  ///   - append: appends a row; what is wrong, where it is no value of the type.
  ///   - text: the text of a row.
  ///   - shown: that text as messages show it.
  fileprivate func converted(
    _ type: DataType, name: String, rows: Range<Int>,
    append: (inout ColumnBuilder, Int) throws(ColumnError) -> Misfit?,
    text: (Int) -> ArraySlice<UInt8>, shown: (ArraySlice<UInt8>) -> String
  ) throws(TableError) -> Column {
    var builder = ColumnBuilder(type: type, capacity: rows.count)
    let found: (row: Int, misfit: Misfit)
    do throws(ColumnError) {
      guard let first = try builder.appendRows(rows, append) else { return try builder.finish() }
      found = first
    } catch {
      // The column's text is checked as a whole; now look for the row.
      let row = rows.first { String(validating: text($0), as: UTF8.self) == nil }
      guard error.code == .invalidUTF8, let row else {
        throw TableError(.unconvertible, error.message, file: file)
      }
      found = (row, Misfit("is \(TextEncoding.mistaken)"))
    }
    throw TableError(
      .unconvertible,
      "column \(Tables.shown(name: name)): \(shown(text(found.row))) \(found.misfit.reason)",
      file: file, line: line(of: found.row), row: found.row)
  }
}

extension ColumnBuilder {
  /// Appends rows up to the first that does not fit.
  fileprivate mutating func appendRows(
    _ rows: Range<Int>, _ append: (inout ColumnBuilder, Int) throws(ColumnError) -> Misfit?
  ) throws(ColumnError) -> (row: Int, misfit: Misfit)? {
    for row in rows {
      if let misfit = try append(&self, row) { return (row, misfit) }
    }
    return nil
  }
}
