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

/// How values are written that are found as text alone, with or without blanks around it.
protocol WordForm: TextForm {
  /// The value that a text without blanks around it stands for; nil where it is none.
  ///
  /// - Throws: a reason of its own.
  static func value(of word: Span<UInt8>) throws(Misfit) -> Value?
}

extension WordForm {
  static func value(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    if form != .text { throw .form(form, type) }
    guard let value = try value(of: text.extracting(Conversion.inner(text))) else {
      throw .other(type)
    }
    return value
  }
}
