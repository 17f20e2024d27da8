import Columns

/// How what is found becomes a value of a type, wherever it is found: in an argument, in a
/// field, in a database. The type that is wanted decides, and a value is kept or refused.
///
/// Empty text is NULL, except where text is wanted; callers see to that.
public enum Conversion {
  /// A whole number of 64 bits, in any notation.
  public static func int64(
    _ text: Span<UInt8>, _ form: ValueForm
  ) throws(Misfit) -> Int64 {
    if form != .text, form != .number { throw .form(form, .int64) }
    if let value = NumberText.int64(text) { return value }
    let text = text.extracting(inner(text))
    if let number = DecimalText(text) { return try number.int64() }
    throw NumberText.special(text) == nil ? .other(.int64) : .notWhole
  }

  /// The nearest number to what is written, as Python's `float` reads it.
  public static func float64(
    _ text: Span<UInt8>, _ form: ValueForm
  ) throws(Misfit) -> Double {
    if form != .text, form != .number { throw .form(form, .float64) }
    let text = text.extracting(inner(text))
    if let number = DecimalText(text) {
      let value = number.double(text)
      guard value.isFinite else { throw Misfit("is out of range of a float") }
      return value
    }
    guard let value = NumberText.special(text) else { throw .other(.float64) }
    return value
  }

  static func bool(_ text: Span<UInt8>, _ form: ValueForm) throws(Misfit) -> Bool {
    if form == .array || form == .object { throw .form(form, .bool) }
    let text = text.extracting(inner(text))
    guard text.count <= 5 else { throw .other(.bool) }
    switch (NumberText.string(text).lowercased(), form) {
    case ("1", .text), ("1", .number), ("true", _), ("t", _), ("yes", _), ("y", _): return true
    case ("0", .text), ("0", .number), ("false", _), ("f", _), ("no", _), ("n", _): return false
    default: throw .other(.bool)
    }
  }

  /// A value of one of the types that are written as text alone.
  static func rare(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    if form != .text { throw .form(form, type) }
    let trimmed = text.extracting(inner(text))
    switch type.id {
    case .binary:
      guard let bytes = Base64.decode(text) else { throw .other(type) }
      return .binary(bytes)
    case .date32: return .date(days: try ISO8601.days(trimmed))
    case .time64: return .time(microseconds: try ISO8601.timeOfDay(trimmed))
    case .timestamp: return .timestamp(microseconds: try ISO8601.timestamp(trimmed))
    case .duration: return .duration(microseconds: try ISO8601.duration(trimmed))
    default: throw .other(type)
    }
  }

  /// Where a text lies between the spaces and tabs around it.
  static func inner(_ text: Span<UInt8>) -> Range<Int> {
    var (start, end) = (0, text.count)
    while start < end, isBlank(text[start]) { start += 1 }
    while start < end, isBlank(text[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
