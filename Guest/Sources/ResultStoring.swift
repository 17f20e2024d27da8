import CPython

// How each type's values are stored. Each answers with why one does not fit, if so.
extension ResultColumn {
  /// A value of any type, which is not None.
  mutating func storeValue(_ value: Reference, _ row: Int) -> Misfit? {
    if let members = kind.detail?.members { return storeMember(value, members, row) }
    return storePlain(value, row)
  }

  private mutating func storePlain(_ value: Reference, _ row: Int) -> Misfit? {
    switch kind.type {
    case .null: return .wrongType
    case .bool: return storeBool(value, row)
    case .int64: return storeInt(value, row)
    case .float64: return storeFloat(value, row)
    case .utf8: return storeText(value, row)
    case .binary: return storeBytes(value, row)
    case .date32: return put(unboxDate, value, row)
    case .time64: return put(unboxTime, value, row)
    case .timestamp: return put(unboxTimestamp, value, row)
    case .duration: return put(unboxDuration, value, row)
    case .zonedTimestamp: return put(unboxInstant, value, row)
    case .json: return storeJSON(value, row)
    case .decimal:
      let detail = kind.detail
      return put({ (value) throws(Misfit) in try unboxDecimal(value, detail) }, value, row)
    case .uuid: return unboxUUID(value, slot(row, bytes: 16))
    case .float32: return storeNarrowFloat(value, row)
    case .uint64: return storeUnsigned(value, row)
    case .int8, .int16, .int32, .uint8, .uint16, .uint32: return storeNarrowInt(value, row)
    case .list, .map, .structure: return storeInside(value, row)
    }
  }

  @inline(__always)
  func put<T: BitwiseCopyable>(
    _ unbox: (Reference) throws(Misfit) -> T, _ value: Reference, _ row: Int
  ) -> Misfit? {
    do {
      set(row, to: try unbox(value))
      return nil
    } catch { return error }
  }

  func storeBool(_ value: Reference, _ row: Int) -> Misfit? {
    guard python_is_bool(value) != 0 else { return .wrongType }
    if value == python_true() {
      setBit(row)
    }
    return nil
  }

  @inline(__always)
  func storeInt(_ value: Reference, _ row: Int) -> Misfit? { put(unboxExactInt, value, row) }

  @inline(__always)
  func storeFloat(_ value: Reference, _ row: Int) -> Misfit? { put(unboxFloat, value, row) }

  @inline(__always)
  mutating func storeText(_ value: Reference, _ row: Int) -> Misfit? {
    append(value, row, textBytes(of:))
  }

  mutating func storeBytes(_ value: Reference, _ row: Int) -> Misfit? {
    append(value, row, plainBytes(of:))
  }

  @inline(__always)
  private mutating func append(
    _ value: Reference, _ row: Int,
    _ bytes: (Reference) throws(Misfit) -> UnsafeRawBufferPointer
  ) -> Misfit? {
    do throws(Misfit) {
      let bytes = try bytes(value)
      return append(bytes.baseAddress.unsafelyUnwrapped, bytes.count, row)
    } catch { return error }
  }

  private mutating func storeJSON(_ value: Reference, _ row: Int) -> Misfit? {
    guard let text = jsonText(of: value) else {
      let misfit: Misfit =
        python_error_is(python_memory_error()) != 0
        ? .noMemory : python_error_is(python_type_error()) != 0 ? .wrongType : .outOfRange
      PyErr_Clear()
      return misfit
    }
    defer { python_release(text) }
    return storeText(text, row)
  }

  private func storeNarrowInt(_ value: Reference, _ row: Int) -> Misfit? {
    guard python_is_int_subtype(value) != 0, python_is_bool(value) == 0 else { return .wrongType }
    guard let number = unboxInt(value), kind.holds(number) else { return .outOfRange }
    // Little-endian: the first bytes are those of the narrower number.
    switch kind.type {
    case .int8, .uint8: set(row, to: UInt8(truncatingIfNeeded: number))
    case .int16, .uint16: set(row, to: UInt16(truncatingIfNeeded: number))
    default: set(row, to: UInt32(truncatingIfNeeded: number))
    }
    return nil
  }

  private func storeUnsigned(_ value: Reference, _ row: Int) -> Misfit? {
    guard python_is_int_subtype(value) != 0, python_is_bool(value) == 0 else { return .wrongType }
    guard let number = unboxUnsigned(value) else { return .outOfRange }
    set(row, to: number)
    return nil
  }

  private func storeNarrowFloat(_ value: Reference, _ row: Int) -> Misfit? {
    let number: Double
    do throws(Misfit) { number = try unboxFloat(value) } catch { return error }
    let narrow = Float(number)
    if narrow.isInfinite, number.isFinite { return .outOfRange }
    set(row, to: narrow)
    return nil
  }

  /// A value of an Enum or a Literal, of which the value beneath is stored.
  private mutating func storeMember(
    _ value: Reference, _ members: Reference, _ row: Int
  ) -> Misfit? {
    guard let type = kind.detail?.pythonClass, let name = ValueClasses.valueName else {
      let isRight = kind.type == .utf8 ? python_is_str(value) : python_is_int(value)
      guard isRight != 0 else { return .wrongType }
      guard PyDict_GetItemWithError(members, value) != nil else {
        PyErr_Clear()
        return .outOfRange
      }
      return storePlain(value, row)
    }
    guard python_is_instance(value, type) != 0 else { return .wrongType }
    guard let beneath = PyObject_GetAttr(value, name) else {
      PyErr_Clear()
      return .wrongType
    }
    defer { python_release(beneath) }
    return storePlain(beneath, row)
  }
}

// What a result of a type is in Python, or why it does not fit.

@inline(__always)
func unboxExactInt(_ value: Reference) throws(Misfit) -> Int64 {
  if python_is_int(value) == 0 {
    guard python_is_int_subtype(value) != 0, python_is_bool(value) == 0 else { throw .wrongType }
  }
  guard let number = unboxInt(value) else { throw .outOfRange }
  return number
}

@inline(__always)
func unboxFloat(_ value: Reference) throws(Misfit) -> Double {
  if python_is_float(value) != 0 || python_is_float_subtype(value) != 0 {
    return python_float_value(value)
  }
  guard python_is_int_subtype(value) != 0, python_is_bool(value) == 0 else { throw .wrongType }
  let number = PyLong_AsDouble(value)
  if number == -1, PyErr_Occurred() != nil {
    PyErr_Clear()
    throw .outOfRange
  }
  return number
}

/// A str's UTF-8, which stands as long as the object does.
@inline(__always)
func textBytes(of value: Reference) throws(Misfit) -> UnsafeRawBufferPointer {
  guard python_is_str(value) != 0 else { throw .wrongType }
  if python_is_ascii(value) != 0 {
    return UnsafeRawBufferPointer(
      start: python_ascii_bytes(value), count: python_text_length(value))
  }
  var count = 0
  guard let bytes = PyUnicode_AsUTF8AndSize(value, &count) else {
    let isShort = python_error_is(python_memory_error()) != 0
    PyErr_Clear()
    throw isShort ? .noMemory : .outOfRange
  }
  return UnsafeRawBufferPointer(start: bytes, count: count)
}

func plainBytes(of value: Reference) throws(Misfit) -> UnsafeRawBufferPointer {
  guard python_is_bytes(value) != 0 else { throw .wrongType }
  return UnsafeRawBufferPointer(
    start: python_bytes_start(value), count: python_bytes_length(value))
}

/// An int's value, or nil where 64 bits do not hold it.
@inline(__always)
func unboxInt(_ value: Reference) -> Int64? {
  let tag = python_int_tag(value)
  // One digit or none: the count stands above three bits, the sign below.
  if tag < 2 << 3 {
    let sign = 1 - Int64(tag & 3)
    return sign * Int64(python_int_digits(value)[0])
  }
  // Two digits of 30 bits: most of what else there is.
  if tag < 3 << 3 {
    let digits = python_int_digits(value)
    return (1 - Int64(tag & 3)) * (Int64(digits[1]) << 30 | Int64(digits[0]))
  }
  var overflow: Int32 = 0
  let number = PyLong_AsLongLongAndOverflow(value, &overflow)
  return overflow == 0 ? number : nil
}

/// The value of an int that is not negative, or nil where 64 bits do not hold it.
func unboxUnsigned(_ value: Reference) -> UInt64? {
  if let number = unboxInt(value) { return UInt64(exactly: number) }
  let number = python_unsigned(value)
  guard number == .max, PyErr_Occurred() != nil else { return number }
  PyErr_Clear()
  return nil
}
