extension CSVRecords {
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
        .unconvertible, "\(quoted(content)) is not UTF-8", file: file, line: line(of: row))
    }
    JSONText.appendString(string, to: &text)
  }
}

extension JSONRecords {
  /// Appends an object's members as CSV fields: strings as their text, arrays and
  /// objects as JSON, nothing for NULL and for members that are not there.
  ///
  /// - Throws: `.malformed` where the object has a member that is not among `keys`.
  public func appendCSV(
    row: Int, keys: [[UInt8]], formulas: FormulaText = .keep, to text: inout [UInt8]
  ) throws(TableError) {
    var found = 0
    for (index, key) in keys.enumerated() {
      if index > 0 { text.append(ASCII.comma) }
      var place = index
      guard let member = member(key, row: row, place: &place) else { continue }
      found += 1
      try appendCSV(member, row: row, formulas, to: &text)
    }
    guard found < extents[row].members.count else { return }
    let known = Set(keys)
    guard let other = self.keys(of: row).first(where: { !known.contains($0) }) else { return }
    throw TableError(
      .malformed,
      "\(quoted(other)) is not among the members of the first object, which are the"
        + " columns of CSV", file: file, line: line(of: row))
  }

  private func appendCSV(
    _ member: JSONMember, row: Int, _ formulas: FormulaText, to text: inout [UInt8]
  ) throws(TableError) {
    switch member.kind {
    case .null: break
    case .plainString, .escapedString:
      CSVText.appendField(try string(member, row: row)[...], formulas: formulas, to: &text)
    default: CSVText.appendField(bytes[member.value], to: &text)
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
