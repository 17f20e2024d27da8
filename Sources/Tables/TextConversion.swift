public import Columns

extension ColumnBuilder {
  /// Appends a value written as text, in the way that ``Value/appendText(to:)`` writes it.
  ///
  /// - Returns: false, and nothing is appended, where the text is no value of the type.
  public mutating func append(text: Span<UInt8>) throws(ColumnError) -> Bool {
    switch type {
    case .utf8: try append(utf8: text)
    case .int64:
      guard let value = NumberText.int64(text) else { return false }
      try append(value)
    case .float64:
      guard let value = NumberText.float64(text) else { return false }
      try append(value)
    case .bool:
      guard let value = BooleanText.value(text) else { return false }
      try append(value)
    default:
      guard let value = type.rareValue(text) else { return false }
      try append(value)
    }
    return true
  }
}

extension Value {
  /// The value of a type that text stands for, or nil where it is none.
  public init?(text: [UInt8], as type: ColumnType) {
    var builder = ColumnBuilder(type: type, capacity: 1)
    guard let isValue = try? builder.append(text: text.span), isValue,
      let value = try? builder.finish().value(at: 0)
    else { return nil }
    self = value
  }
}

extension ColumnType {
  /// The value of one of the types whose text takes longer to read.
  fileprivate func rareValue(_ text: Span<UInt8>) -> Value? {
    switch self {
    case .binary: Base64.decode(text).map(Value.binary)
    case .date32: ISO8601.days(text).map(Value.date)
    case .time64: ISO8601.timeOfDay(text).map(Value.time)
    case .timestamp: ISO8601.timestamp(text).map(Value.timestamp)
    case .duration: ISO8601.duration(text).map(Value.duration)
    default: nil
    }
  }

  /// The Python type whose values such a column holds.
  public var pythonName: String {
    switch self {
    case .null: "None"
    case .bool: "bool"
    case .int64: "int"
    case .float64: "float"
    case .utf8: "str"
    case .binary: "bytes"
    case .date32: "date"
    case .time64: "time"
    case .timestamp: "datetime"
    case .duration: "timedelta"
    }
  }

  /// How a value of the type is written, for messages.
  var expectation: String {
    switch self {
    case .null: "NULL"
    case .bool: "bool (true, false, 1 or 0)"
    case .int64: "int (64 bits)"
    case .float64: "float"
    case .utf8: "str (UTF-8)"
    case .binary: "bytes (Base64)"
    case .date32: "date (YYYY-MM-DD)"
    case .time64: "time (HH:MM:SS)"
    case .timestamp: "datetime (YYYY-MM-DDTHH:MM:SS)"
    case .duration: "timedelta (such as P1DT2H3M4S)"
    }
  }
}

enum BooleanText {
  /// `true`, `True`, `TRUE` or `1`, and the same for false.
  static func value(_ text: Span<UInt8>) -> Bool? {
    guard text.count <= 5 else { return nil }
    return switch NumberText.string(text) {
    case "true", "True", "TRUE", "1": true
    case "false", "False", "FALSE", "0": false
    default: nil
    }
  }
}

/// Text as messages show it: in quotes, escaped, and not too long.
public func quoted(_ text: some Collection<UInt8>) -> String {
  let shown = String(decoding: text.prefix(60), as: UTF8.self).debugDescription
  return text.count > 60 ? shown.dropLast() + "…\"" : shown
}

/// JSON as messages show it: as it stands, and not too long.
func abbreviated(json text: some Collection<UInt8>) -> String {
  String(decoding: text.prefix(60), as: UTF8.self) + (text.count > 60 ? "…" : "")
}
