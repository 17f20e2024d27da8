import Columns

/// How values of a type are written in text, and read from it: one for each type or family.
///
/// The types that most tables are made of, `int64`, `float64` and `utf8`, are also read and written
/// without a value made on the way, by ``ColumnBuilder`` and ``Column`` themselves.
protocol TextForm {
  /// A value of the type and how it is written, for messages: `a date (YYYY-MM-DD)`.
  static func noun(_ type: DataType) -> String

  /// The type in Python's words.
  static func pythonName(_ type: DataType) -> String

  /// The value that a text stands for.
  ///
  /// - Parameters:
  ///   - text: not empty, but for a string of JSON.
  ///   - form: what the text was where it was found.
  static func value(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value
}

extension TextForm {
  /// The text between blanks, where the value was found as text; others are refused.
  static func trimmed(
    _ text: Span<UInt8>, _ form: ValueForm, _ type: DataType
  ) throws(Misfit) -> Range<Int> {
    if form != .text { throw .form(form, type) }
    return Conversion.inner(text)
  }
}
