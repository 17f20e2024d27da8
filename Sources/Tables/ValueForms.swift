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

extension DataType {
  /// How values of this type are written.
  var form: any TextForm.Type {
    switch id {
    case .null: NullForm.self
    case .bool: BoolForm.self
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: IntegerForm.self
    case .float32, .float64: FloatForm.self
    case .decimal: DecimalForm.self
    case .utf8: StringForm.self
    case .binary: BinaryForm.self
    case .uuid: UUIDForm.self
    case .date32: DateForm.self
    case .time64: TimeForm.self
    case .timestamp: TimestampForm.self
    case .duration: DurationForm.self
    case .list: ListForm.self
    case .map: MapForm.self
    case .structure: StructureForm.self
    }
  }

  /// A value of the type and how it is written, for messages.
  var noun: String { form.noun(self) }

  /// The Python type whose values such a column holds.
  var pythonName: String { form.pythonName(self) }
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

/// Columns of NULLs.
enum NullForm: TextForm {
  static func noun(_: DataType) -> String { "NULL" }
  static func pythonName(_: DataType) -> String { "None" }

  static func value(
    _: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    throw form == .text ? .other(type) : .form(form, type)
  }
}
