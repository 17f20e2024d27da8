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
    }
  }

  /// Appends the value as JSON: what JSON has no form for is a string.
  public func appendJSON(to text: inout [UInt8]) {
    switch self {
    case .null: text.append(contentsOf: "null".utf8)
    case .bool, .int64: appendText(to: &text)
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
    values.withUnsafeBufferPointer { values in
      JSONText.appendString(UnsafeBufferPointer(rebasing: values[byteRange(at: row)]), to: &text)
    }
  }

  /// Appends a row as a CSV field: NULL is nothing, empty text is a pair of quotes.
  public func appendCSV(
    row: Int, delimiter: UInt8 = UInt8(ascii: ","), to text: inout [UInt8]
  ) throws(ColumnError) {
    guard type == .utf8 else { return try value(at: row).appendText(to: &text) }
    if !isNull(row) {
      CSVText.appendField(values[byteRange(at: row)], delimiter: delimiter, to: &text)
    }
  }
}

/// Text in the form of CSV.
public enum CSVText {
  /// A line of fields, with its line feed.
  public static func line(
    _ fields: [[UInt8]], delimiter: UInt8 = UInt8(ascii: ",")
  ) -> [UInt8] {
    var text: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { text.append(delimiter) }
      appendField(field[...], delimiter: delimiter, to: &text)
    }
    return text + [ASCII.lineFeed]
  }

  /// Appends a field, in quotes where it would be read as something else without.
  public static func appendField(
    _ field: ArraySlice<UInt8>, delimiter: UInt8 = UInt8(ascii: ","), to text: inout [UInt8]
  ) {
    let needsQuotes =
      field.isEmpty
      || field.contains {
        $0 == delimiter || $0 == ASCII.quote || $0 == ASCII.lineFeed
          || $0 == ASCII.carriageReturn
      }
    guard needsQuotes else {
      text.append(contentsOf: field)
      return
    }
    text.append(ASCII.quote)
    for byte in field {
      if byte == ASCII.quote { text.append(byte) }
      text.append(byte)
    }
    text.append(ASCII.quote)
  }
}

/// Text in the form of JSON.
public enum JSONText {
  /// Appends a string in quotes, with what JSON does not allow in them escaped.
  public static func appendString(
    _ string: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]
  ) {
    text.append(ASCII.quote)
    var start = 0
    for (position, byte) in string.enumerated() {
      if byte >= 0x20, byte != ASCII.quote, byte != ASCII.backslash { continue }
      text.append(contentsOf: string[start..<position])
      appendEscaped(byte, to: &text)
      start = position + 1
    }
    text.append(contentsOf: string[start...])
    text.append(ASCII.quote)
  }

  public static func appendString(_ string: String, to text: inout [UInt8]) {
    var string = string
    string.withUTF8 { appendString($0, to: &text) }
  }

  private static func appendEscaped(_ byte: UInt8, to text: inout [UInt8]) {
    text.append(ASCII.backslash)
    switch byte {
    case ASCII.lineFeed: text.append(UInt8(ascii: "n"))
    case ASCII.carriageReturn: text.append(UInt8(ascii: "r"))
    case UInt8(ascii: "\t"): text.append(UInt8(ascii: "t"))
    case ASCII.quote, ASCII.backslash: text.append(byte)
    default:
      let digits = String(byte, radix: 16)
      text.append(contentsOf: ("u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
    }
  }
}
