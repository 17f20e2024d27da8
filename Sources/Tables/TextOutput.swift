public import Columns

extension Value {
  /// Appends the value as text without quotes; nothing for NULL.
  public func appendText(to text: inout [UInt8]) {
    switch self {
    case .null: break
    case .bool(let value): text.append(contentsOf: (value ? "true" : "false").utf8)
    case .int64(let value): text.append(contentsOf: String(value).utf8)
    case .float64(let value): text.append(contentsOf: floatText(value).utf8)
    case .utf8(let value): text.append(contentsOf: value.utf8)
    case .binary(let bytes): Base64.encode(bytes[...], into: &text)
    case .date(let days): text.append(contentsOf: ISO8601.string(days: days).utf8)
    case .time(let time): text.append(contentsOf: ISO8601.string(timeOfDay: time).utf8)
    case .timestamp(let time): text.append(contentsOf: ISO8601.string(timestamp: time).utf8)
    case .duration(let time): text.append(contentsOf: ISO8601.string(duration: time).utf8)
    case .uint64(let value): text.append(contentsOf: String(value).utf8)
    case .decimal(let value): text.append(contentsOf: value.description.utf8)
    case .uuid(let value): text.append(contentsOf: UUIDForm.text(value).utf8)
    case .zonedTimestamp(let time, let zone):
      text.append(contentsOf: ISO8601.string(timestamp: time, in: zone).utf8)
    case .list, .map, .structure, .json: appendJSON(to: &text)
    }
  }

  /// Appends the value as JSON: what JSON has no form for is a string.
  public func appendJSON(to text: inout [UInt8]) {
    switch self {
    case .null: text.append(contentsOf: "null".utf8)
    case .bool, .int64, .uint64: appendText(to: &text)
    case .list(let elements):
      text.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { text.append(ASCII.comma) }
        element.appendJSON(to: &text)
      }
      text.append(UInt8(ascii: "]"))
    case .map(let members), .structure(let members):
      text.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { text.append(ASCII.comma) }
        JSONText.appendString(member.name, to: &text)
        text.append(UInt8(ascii: ":"))
        member.value.appendJSON(to: &text)
      }
      text.append(UInt8(ascii: "}"))
    case .json(let json): JSONForm.append(json, to: &text)
    case .float64(let value) where value.isFinite: appendText(to: &text)
    case .utf8(var value): value.withUTF8 { JSONText.appendString($0, to: &text) }
    default:
      text.append(ASCII.quote)
      appendText(to: &text)
      text.append(ASCII.quote)
    }
  }

  /// The shortest text that gives the number back.
  private func floatText(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return value.description
  }
}

extension Column {
  /// Appends a row as JSON, without making a string of text on the way.
  public func appendJSON(row: Int, to text: inout [UInt8]) throws(ColumnError) {
    guard type == .utf8, !isNull(row) else { return try value(at: row).appendJSON(to: &text) }
    withBytes(at: row) {
      JSONText.appendString($0.assumingMemoryBound(to: UInt8.self), to: &text)
    }
  }

  /// Appends a row as a CSV field: NULL is nothing, empty text is a pair of quotes.
  public func appendCSV(
    row: Int, delimiter: UInt8 = UInt8(ascii: ","), formulas: FormulaText = .keep,
    to text: inout [UInt8]
  ) throws(ColumnError) {
    guard type == .utf8 else {
      let value = try value(at: row)
      if type.id.isNested || type.id == .json, value != .null {
        // JSON has the commas and quotes that CSV has a meaning for.
        var json: [UInt8] = []
        value.appendJSON(to: &json)
        return CSVText.appendField(json[...], delimiter: delimiter, to: &text)
      }
      if formulas == .escape { return value.appendGuarded(to: &text) }
      return value.appendText(to: &text)
    }
    if !isNull(row) {
      withBytes(at: row) {
        CSVText.appendField($0, delimiter: delimiter, formulas: formulas, to: &text)
      }
    }
  }
}
