public import Columns

/// How what is found becomes a value of a type, wherever it is found: in an argument, in a
/// field, in a database. The type that is wanted decides, and a value is kept or refused.
///
/// Empty text is NULL, except where text is wanted; callers see to that.
public enum Conversion {
  /// A whole number of 64 bits, in any notation.
  public static func int64(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType = .int64
  ) throws(Misfit) -> Int64 {
    if form != .text, form != .number { throw .form(form, type) }
    if let value = NumberText.int64(text) { return value }
    let text = text.extracting(inner(text))
    if let number = DecimalText(text) { return try number.int64() }
    throw NumberText.special(text) == nil ? .other(type) : .notWhole
  }

  /// The nearest number to what is written, as Python's `float` reads it.
  public static func float64(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType = .float64
  ) throws(Misfit) -> Double {
    if form != .text, form != .number { throw .form(form, type) }
    let text = text.extracting(inner(text))
    if let number = DecimalText(text) {
      let value = number.double(text)
      guard value.isFinite else { throw Misfit("is out of range of a float") }
      return value
    }
    guard let value = NumberText.special(text) else { throw .other(type) }
    return value
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
