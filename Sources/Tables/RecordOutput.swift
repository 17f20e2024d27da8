extension CSVRecords {
  /// Appends a record's fields with another delimiter between them; NULL is nothing. Numbers are
  /// no formulas.
  public func appendCSV(
    row: Int, delimiter: UInt8, formulas: FormulaText = .keep, to text: inout [UInt8]
  ) {
    for column in 0..<columnCount {
      if column > 0 { text.append(delimiter) }
      let field = field(row, column)
      if field.isNull { continue }
      let content = content(of: field)
      let isNumber = formulas == .escape && NumberText.float64(content.span) != nil
      CSVText.appendField(
        content[...], delimiter: delimiter, formulas: isNumber ? .keep : formulas, to: &text)
    }
  }

  /// Appends a field as JSON: NULL or a string, as CSV has no other types.
  public func appendJSON(row: Int, column: Int, to text: inout [UInt8]) throws(TableError) {
    let field = field(row, column)
    if field.isNull {
      text.append(contentsOf: "null".utf8)
      return
    }
    let content = content(of: field)
    guard let string = String(validating: content, as: UTF8.self) else {
      throw TableError(
        .unconvertible, "\(quoted(content)) is \(TextEncoding.mistaken)", file: file,
        line: line(of: row), row: row)
    }
    JSONText.appendString(string, to: &text)
  }
}

extension JSONRecords {
  /// Appends an object's members as CSV fields: strings as their text, arrays and
  /// objects as JSON, nothing for NULL and for members that are not there.
  ///
  /// - Throws: `.malformed` where the object has a member that has no column.
  public func appendCSV(
    row: Int, columns: JSONColumns, delimiter: UInt8 = UInt8(ascii: ","),
    formulas: FormulaText = .keep, to text: inout [UInt8]
  ) throws(TableError) {
    var found = [JSONMember?](repeating: nil, count: columns.count)
    try forEachMember(of: row, in: columns) { (column, member) throws(TableError) in
      guard let column else { throw columnless(member, row: row) }
      found[column] = member
    }
    for (column, member) in found.enumerated() {
      if column > 0 { text.append(delimiter) }
      if let member { try appendCSV(member, row: row, delimiter, formulas, to: &text) }
    }
  }

  private func columnless(_ member: JSONMember, row: Int) -> TableError {
    TableError(
      .malformed,
      "\(quoted(key(of: member))) is not among the members of the first object, which are the"
        + " columns of CSV: objects that differ can be written with --to jsonl",
      file: file, line: line(of: row))
  }

  private func appendCSV(
    _ member: JSONMember, row: Int, _ delimiter: UInt8, _ formulas: FormulaText,
    to text: inout [UInt8]
  ) throws(TableError) {
    switch member.kind {
    case .null: break
    case .plainString, .escapedString:
      CSVText.appendField(
        try string(member, row: row)[...], delimiter: delimiter, formulas: formulas, to: &text)
    default: CSVText.appendField(bytes[member.value], delimiter: delimiter, to: &text)
    }
  }

  /// The text of a member that is a string.
  func string(_ member: JSONMember, row: Int) throws(TableError) -> [UInt8] {
    let content = member.value.lowerBound + 1..<member.value.upperBound - 1
    if member.kind == .plainString { return Array(bytes[content]) }
    guard let text = JSONString.unescape(bytes.span.extracting(content)) else {
      throw TableError(
        .unconvertible, "\(quoted(bytes[member.value])) is not text", file: file,
        line: line(of: row))
    }
    return text
  }
}
