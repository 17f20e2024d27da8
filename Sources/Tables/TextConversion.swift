public import Columns

extension ColumnBuilder {
  /// Appends what a text stands for; NULL for empty text where no text is wanted.
  ///
  /// - Returns: what is wrong, where it is no value of the type and nothing is appended.
  public mutating func append(
    _ text: Span<UInt8>, _ form: ValueForm
  ) throws(ColumnError) -> Misfit? {
    if type == .utf8 {
      try append(utf8: text)
      return nil
    }
    if text.isEmpty, form == .text {
      try appendNull()
      return nil
    }
    switch type.id {
    case .int64: return try appendInt64(text, form)
    case .float64: return try appendFloat64(text, form)
    default: return try appendValue(text, form)
    }
  }

  private mutating func appendInt64(
    _ text: Span<UInt8>, _ form: ValueForm
  ) throws(ColumnError) -> Misfit? {
    let value: Int64
    do throws(Misfit) { value = try Conversion.int64(text, form) } catch { return error }
    try append(value)
    return nil
  }

  private mutating func appendFloat64(
    _ text: Span<UInt8>, _ form: ValueForm
  ) throws(ColumnError) -> Misfit? {
    let value: Double
    do throws(Misfit) { value = try Conversion.float64(text, form) } catch { return error }
    try append(value)
    return nil
  }

  private mutating func appendValue(
    _ text: Span<UInt8>, _ form: ValueForm
  ) throws(ColumnError) -> Misfit? {
    let value: Value
    do throws(Misfit) { value = try type.form.value(text, form, as: type) } catch { return error }
    try append(value)
    return nil
  }
}

extension Value {
  /// The value of a type that a text stands for.
  public init(text: [UInt8], _ form: ValueForm = .text, as type: DataType) throws(Misfit) {
    if text.isEmpty, form == .text, type.id != .utf8 {
      self = .null
    } else {
      self = try type.form.value(text.span, form, as: type)
    }
  }
}
