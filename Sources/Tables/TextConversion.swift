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
    default: return try appendRare(text, form)
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

  private mutating func appendRare(
    _ text: Span<UInt8>, _ form: ValueForm
  ) throws(ColumnError) -> Misfit? {
    let value: Value
    do throws(Misfit) {
      value =
        type == .bool
        ? .bool(try Conversion.bool(text, form)) : try Conversion.rare(text, form, as: type)
    } catch {
      return error
    }
    try append(value)
    return nil
  }
}

extension Value {
  /// The value of a type that a text stands for.
  public init(text: [UInt8], _ form: ValueForm = .text, as type: DataType) throws(Misfit) {
    let span = text.span
    switch type.id {
    case .utf8:
      guard let text = String(validating: text, as: UTF8.self) else { throw .notUTF8 }
      self = .utf8(text)
    case _ where text.isEmpty && form == .text: self = .null
    case .int64: self = .int64(try Conversion.int64(span, form))
    case .float64: self = .float64(try Conversion.float64(span, form))
    case .bool: self = .bool(try Conversion.bool(span, form))
    default: self = try Conversion.rare(span, form, as: type)
    }
  }
}
