import CPython

/// Why a returned value does not fit its column.
enum Misfit: Int32, Error {
  case wrongType = 0
  case isNone = 1
  case outOfRange = 2
  case noMemory = 3
}

/// The result under construction. Its buffers are used again by the next call.
struct ResultColumn {
  private var kind = ValueKind(type: .null, acceptsNone: true)
  private var rows = 0
  private var nulls = 0
  private var textEnd = 0
  private var validity = Buffer()
  private var offsets = Buffer()
  private var values = Buffer()

  /// Starts a column of `rows` rows; false when memory is short.
  mutating func start(_ kind: ValueKind, rows: Int) -> Bool {
    self.kind = kind
    self.rows = rows
    nulls = 0
    textEnd = 0
    if kind.type.hasOffsets {
      guard offsets.reserve((rows + 1) * 4), values.reserve(1) else { return false }
      offsets.bytes.unsafelyUnwrapped.storeBytes(of: 0, as: Int32.self)
      return true
    }
    let count = kind.type.valueBytes(rows: rows) ?? 0
    guard values.reserve(count) else { return false }
    if kind.type == .bool { memset(values.bytes.unsafelyUnwrapped, 0, count) }
    return true
  }

  var descriptor: ColumnDescriptor {
    ColumnDescriptor(
      type: kind.type.rawValue, rows: UInt32(rows), nulls: UInt32(nulls),
      validity: nulls == 0 ? 0 : address(validity.bytes),
      offsets: kind.type.hasOffsets ? address(offsets.bytes) : 0, values: address(values.bytes),
      valueBytes: UInt32(kind.type.valueBytes(rows: rows) ?? textEnd))
  }

  /// Stores the results of a slice: `items` for the selected rows, NULL for the others.
  /// Answers with the position of the first that does not fit, and why.
  mutating func store(
    _ items: UnsafePointer<Reference?>, _ selection: Selection
  ) -> (position: Int, misfit: Misfit)? {
    switch kind.type {
    case .null: storeEach(items, selection) { _, _, _ in .wrongType }
    case .bool: storeEach(items, selection) { $0.storeBool($1, $2) }
    case .int64: storeEach(items, selection) { $0.storeInt($1, $2) }
    case .float64: storeEach(items, selection) { $0.storeFloat($1, $2) }
    case .utf8: storeEach(items, selection) { $0.storeText($1, $2) }
    case .binary: storeEach(items, selection) { $0.storeBytes($1, $2) }
    case .date32: storeEach(items, selection) { $0.put(unboxDate, $1, $2) }
    case .time64: storeEach(items, selection) { $0.put(unboxTime, $1, $2) }
    case .timestamp: storeEach(items, selection) { $0.put(unboxTimestamp, $1, $2) }
    case .duration: storeEach(items, selection) { $0.put(unboxDuration, $1, $2) }
    }
  }

  @inline(__always)
  private mutating func storeEach(
    _ items: UnsafePointer<Reference?>, _ selection: Selection,
    _ store: (inout ResultColumn, Reference, Int) -> Misfit?
  ) -> (position: Int, misfit: Misfit)? {
    var next = selection.start
    for position in 0..<selection.count {
      let row = selection.row(position)
      while next < row {
        guard storeNull(next) else { return (position, .noMemory) }
        next += 1
      }
      let value = items[position].unsafelyUnwrapped
      if value == python_none() {
        guard kind.acceptsNone else { return (position, .isNone) }
        guard storeNull(row) else { return (position, .noMemory) }
      } else if let misfit = store(&self, value, row) {
        return (position, misfit)
      }
      next = row + 1
    }
    while next < selection.end {
      guard storeNull(next) else { return (selection.count, .noMemory) }
      next += 1
    }
    return nil
  }

  private mutating func storeNull(_ row: Int) -> Bool {
    if nulls == 0 {
      guard validity.reserve((rows + 7) / 8) else { return false }
      memset(validity.bytes.unsafelyUnwrapped, 0xff, (rows + 7) / 8)
    }
    nulls += 1
    let bytes = validity.bytes.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self)
    bytes[row >> 3] &= ~(1 << UInt8(truncatingIfNeeded: row & 7))
    switch kind.type {
    case .null, .bool: break
    case .utf8, .binary: endText(row)
    case .date32: set(row, to: Int32(0))
    case .int64, .float64, .time64, .timestamp, .duration: set(row, to: Int64(0))
    }
    return true
  }

  @inline(__always)
  private func set<T: BitwiseCopyable>(_ row: Int, to value: T) {
    values.bytes.unsafelyUnwrapped.storeBytes(
      of: value, toByteOffset: row * MemoryLayout<T>.stride, as: T.self)
  }

  private func put<T: BitwiseCopyable>(
    _ unbox: (Reference) throws(Misfit) -> T, _ value: Reference, _ row: Int
  ) -> Misfit? {
    do {
      set(row, to: try unbox(value))
      return nil
    } catch { return error }
  }

  private func storeBool(_ value: Reference, _ row: Int) -> Misfit? {
    guard python_is_bool(value) != 0 else { return .wrongType }
    if value == python_true() {
      let bytes = values.bytes.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self)
      bytes[row >> 3] |= 1 << UInt8(truncatingIfNeeded: row & 7)
    }
    return nil
  }

  @inline(__always)
  private func storeInt(_ value: Reference, _ row: Int) -> Misfit? {
    if python_is_int(value) == 0 {
      guard python_is_int_subtype(value) != 0, python_is_bool(value) == 0 else {
        return .wrongType
      }
    }
    guard let number = unboxInt(value) else { return .outOfRange }
    set(row, to: number)
    return nil
  }

  @inline(__always)
  private func storeFloat(_ value: Reference, _ row: Int) -> Misfit? {
    if python_is_float(value) != 0 || python_is_float_subtype(value) != 0 {
      set(row, to: python_float_value(value))
      return nil
    }
    guard python_is_int_subtype(value) != 0, python_is_bool(value) == 0 else { return .wrongType }
    let number = PyLong_AsDouble(value)
    if number == -1, PyErr_Occurred() != nil {
      PyErr_Clear()
      return .outOfRange
    }
    set(row, to: number)
    return nil
  }

  @inline(__always)
  private mutating func storeText(_ value: Reference, _ row: Int) -> Misfit? {
    guard python_is_str(value) != 0 else { return .wrongType }
    if python_is_ascii(value) != 0 {
      return append(python_ascii_bytes(value), python_text_length(value), row)
    }
    var count = 0
    guard let bytes = PyUnicode_AsUTF8AndSize(value, &count) else {
      let isShort = python_error_is(python_memory_error()) != 0
      PyErr_Clear()
      return isShort ? .noMemory : .outOfRange
    }
    return append(bytes, count, row)
  }

  private mutating func storeBytes(_ value: Reference, _ row: Int) -> Misfit? {
    guard python_is_bytes(value) != 0 else { return .wrongType }
    return append(python_bytes_start(value), python_bytes_length(value), row)
  }

  @inline(__always)
  private mutating func append(_ bytes: UnsafeRawPointer, _ count: Int, _ row: Int) -> Misfit? {
    let (end, overflow) = textEnd.addingReportingOverflow(count)
    guard !overflow, values.reserve(end) else { return .noMemory }
    memcpy(values.bytes.unsafelyUnwrapped + textEnd, bytes, count)
    textEnd = end
    endText(row)
    return nil
  }

  @inline(__always)
  private func endText(_ row: Int) {
    offsets.bytes.unsafelyUnwrapped.storeBytes(
      of: Int32(textEnd), toByteOffset: (row + 1) * 4, as: Int32.self)
  }
}

/// An int's value, or nil where 64 bits do not hold it.
@inline(__always)
private func unboxInt(_ value: Reference) -> Int64? {
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

func address(_ pointer: UnsafeRawPointer?) -> UInt32 {
  UInt32(truncatingIfNeeded: UInt(bitPattern: pointer))
}
