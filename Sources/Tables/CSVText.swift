/// What becomes of text in CSV that a spreadsheet would take for a formula.
public enum FormulaText: Sendable {
  /// It is written as it is.
  case keep
  /// An apostrophe is put in front, which spreadsheets take for "this is text".
  case escape

  /// Whether text needs the apostrophe.
  func guards(_ text: UnsafeRawBufferPointer) -> Bool {
    guard self == .escape, let first = text.first else { return false }
    return switch first {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
      UInt8(ascii: "\t"), ASCII.carriageReturn:
      true
    default: false
    }
  }
}

/// Text in the form of CSV.
public enum CSVText {
  static let apostrophe = UInt8(ascii: "'")

  /// A line of fields, with its line feed.
  public static func line(_ fields: [[UInt8]], formulas: FormulaText = .keep) -> [UInt8] {
    var text: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { text.append(ASCII.comma) }
      field.withUnsafeBytes { appendField($0, formulas: formulas, to: &text) }
    }
    return text + [ASCII.lineFeed]
  }

  /// Appends a field, in quotes where it would be read as something else without.
  public static func appendField(_ field: ArraySlice<UInt8>, to text: inout [UInt8]) {
    field.withUnsafeBytes { appendField($0, to: &text) }
  }

  /// Appends a field, in quotes where it would be read as something else without.
  public static func appendField(
    _ field: UnsafeRawBufferPointer, formulas: FormulaText = .keep, to text: inout [UInt8]
  ) {
    let isGuarded = formulas.guards(field)
    guard needsQuotes(field) else {
      if isGuarded { text.append(apostrophe) }
      text.append(contentsOf: field)
      return
    }
    text.append(ASCII.quote)
    if isGuarded { text.append(apostrophe) }
    appendQuoted(field, to: &text)
    text.append(ASCII.quote)
  }

  static func needsQuotes(_ field: UnsafeRawBufferPointer) -> Bool {
    for byte in field {
      switch byte {
      case ASCII.comma, ASCII.quote, ASCII.lineFeed, ASCII.carriageReturn: return true
      default: continue
      }
    }
    return field.isEmpty
  }

  /// Appends what stands between quotes, or a part of it.
  static func appendQuoted(_ part: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    var start = 0
    for position in 0..<part.count where part[position] == ASCII.quote {
      text.append(contentsOf: part[start...position])
      start = position
    }
    text.append(contentsOf: part[start...])
  }
}
