/// Text in the form of CSV.
public enum CSVText {
  static let apostrophe = UInt8(ascii: "'")

  /// A line of fields, with its line feed.
  public static func line(
    _ fields: [[UInt8]], delimiter: UInt8 = UInt8(ascii: ","), formulas: FormulaText = .keep
  ) -> [UInt8] {
    var text: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { text.append(delimiter) }
      appendField(field[...], delimiter: delimiter, formulas: formulas, to: &text)
    }
    return text + [ASCII.lineFeed]
  }

  /// Appends a field, in quotes where it would be read as something else without.
  public static func appendField(
    _ field: ArraySlice<UInt8>, delimiter: UInt8 = UInt8(ascii: ","),
    formulas: FormulaText = .keep, to text: inout [UInt8]
  ) {
    field.withUnsafeBytes {
      appendField($0, delimiter: delimiter, formulas: formulas, to: &text)
    }
  }

  /// Appends a field, in quotes where it would be read as something else without.
  public static func appendField(
    _ field: UnsafeRawBufferPointer, delimiter: UInt8 = UInt8(ascii: ","),
    formulas: FormulaText = .keep, to text: inout [UInt8]
  ) {
    let isGuarded = formulas.guards(field)
    guard needsQuotes(field, delimiter) else {
      if isGuarded { text.append(apostrophe) }
      text.append(contentsOf: field)
      return
    }
    text.append(ASCII.quote)
    if isGuarded { text.append(apostrophe) }
    appendQuoted(field, to: &text)
    text.append(ASCII.quote)
  }

  static func needsQuotes(_ field: UnsafeRawBufferPointer, _ delimiter: UInt8) -> Bool {
    for byte in field {
      switch byte {
      case delimiter, ASCII.quote, ASCII.lineFeed, ASCII.carriageReturn: return true
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
