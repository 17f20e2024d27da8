import CPython

/// The type of a parameter or a result, as far as the row loop needs it.
struct ValueKind {
  var type: ColumnType
  /// Declared as `T | None`.
  var acceptsNone: Bool
}

extension ValueKind {
  /// Why a value does not fit. Nothing on the way allocates.
  func misfit(of value: Reference) -> Misfit? {
    if value == python_none() { return acceptsNone ? nil : .isNone }
    let isInt = python_is_int_subtype(value) != 0 && python_is_bool(value) == 0
    switch type {
    case .null: return .wrongType
    case .bool: return python_is_bool(value) != 0 ? nil : .wrongType
    case .int64: return !isInt ? .wrongType : unboxInt(value) == nil ? .outOfRange : nil
    case .float64:
      if python_is_float_subtype(value) != 0 { return nil }
      return !isInt ? .wrongType : python_exceeds_float(value) != 0 ? .outOfRange : nil
    case .utf8:
      guard python_is_str(value) != 0 else { return .wrongType }
      return python_has_surrogates(value) != 0 ? .outOfRange : nil
    case .binary: return python_is_bytes(value) != 0 ? nil : .wrongType
    case .date32: return misfit { () throws(Misfit) in _ = try unboxDate(value) }
    case .time64: return misfit { () throws(Misfit) in _ = try unboxTime(value) }
    case .timestamp: return misfit { () throws(Misfit) in _ = try unboxTimestamp(value) }
    case .duration: return misfit { () throws(Misfit) in _ = try unboxDuration(value) }
    }
  }

  private func misfit(_ unbox: () throws(Misfit) -> Void) -> Misfit? {
    do {
      try unbox()
      return nil
    } catch { return error }
  }
}
