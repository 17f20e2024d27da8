import Columns

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
    case .zonedTimestamp: ZonedTimestampForm.self
    case .duration: DurationForm.self
    case .list: ListForm.self
    case .map: MapForm.self
    case .structure: StructureForm.self
    case .json: JSONForm.self
    }
  }

  /// A value of the type and how it is written, for messages.
  var noun: String { form.noun(self) }

  /// The Python type whose values such a column holds.
  var pythonName: String { form.pythonName(self) }
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
