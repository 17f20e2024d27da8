import CPython

/// Why a returned value does not fit its column.
enum Misfit: Int32, Error {
  case wrongType = 0
  case isNone = 1
  case outOfRange = 2
  case noMemory = 3
  /// The column has all that one answer is to hold.
  case full = 4
}

/// The result under construction. Its buffers are used again by the next call.
struct ResultColumn {
  /// Bytes of text after which a column is full. It takes one value of any size.
  private static let mostTextBytes = 1 << 20
  /// Bytes of a buffer that is kept for the next call.
  private static let mostKeptBytes = 4 << 20

  /// Bytes of one that is kept when the host asks for room.
  private static let mostIdleBytes = 64 << 10

  private var kind = ValueKind(type: .null, acceptsNone: true)
  /// Room for that many rows, of which the first is the call's row `first`.
  private var rows = 0
  private var first = 0
  /// Rows that are stored.
  private(set) var count = 0
  private var nulls = 0
  private var textEnd = 0
  private var validity = Buffer()
  private var offsets = Buffer()
  private var values = Buffer()

  /// The first row of the call that is not stored.
  var end: Int { first + count }

  /// Starts a column for up to `rows` rows, from the call's row `first` on; false when memory
  /// is short.
  mutating func start(_ kind: ValueKind, rows: Int, first: Int) -> Bool {
    self.kind = kind
    self.rows = rows
    self.first = first
    count = 0
    nulls = 0
    textEnd = 0
    values.release(above: Self.mostKeptBytes)
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

  /// Gives back what the last answer stands in, where that is large.
  mutating func release() {
    values.release(above: Self.mostIdleBytes)
    offsets.release(above: Self.mostIdleBytes)
  }

  var descriptor: ColumnDescriptor {
    ColumnDescriptor(
      type: kind.type.rawValue, rows: UInt32(count), nulls: UInt32(nulls),
      validity: nulls == 0 ? 0 : address(validity.bytes),
      offsets: kind.type.hasOffsets ? address(offsets.bytes) : 0, values: address(values.bytes),
      valueBytes: UInt32(kind.type.valueBytes(rows: count) ?? textEnd))
  }

  /// Stores the results of a slice from a position on: `items` for the selected rows, NULL for
  /// the others. Answers with the position of the first that is not stored, and why.
  mutating func store(
    _ items: UnsafePointer<Reference?>, _ selection: Selection, from start: Int
  ) -> (position: Int, misfit: Misfit)? {
    let selected = start..<max(selection.count, start)
    return switch kind.type {
    case .null: storeEach(items, selection, selected) { _, _, _ in .wrongType }
    case .bool: storeEach(items, selection, selected) { $0.storeBool($1, $2) }
    case .int64: storeEach(items, selection, selected) { $0.storeInt($1, $2) }
    case .float64: storeEach(items, selection, selected) { $0.storeFloat($1, $2) }
    case .utf8: storeEach(items, selection, selected) { $0.storeText($1, $2) }
    case .binary: storeEach(items, selection, selected) { $0.storeBytes($1, $2) }
    case .date32: storeEach(items, selection, selected) { $0.put(unboxDate, $1, $2) }
    case .time64: storeEach(items, selection, selected) { $0.put(unboxTime, $1, $2) }
    case .timestamp: storeEach(items, selection, selected) { $0.put(unboxTimestamp, $1, $2) }
    case .duration: storeEach(items, selection, selected) { $0.put(unboxDuration, $1, $2) }
    }
  }

  @inline(__always)
  private mutating func storeEach(
    _ items: UnsafePointer<Reference?>, _ selection: Selection, _ selected: Range<Int>,
    _ store: (inout ResultColumn, Reference, Int) -> Misfit?
  ) -> (position: Int, misfit: Misfit)? {
    var next = count
    defer { count = next }
    for position in selected {
      let row = selection.row(position) - first
      while next < row {
        guard storeNull(next) else { return (position, next > 0 ? .full : .noMemory) }
        next += 1
      }
      let value = items[position].unsafelyUnwrapped
      if value == python_none() {
        guard kind.acceptsNone else { return (position, .isNone) }
        guard storeNull(row) else { return (position, next > 0 ? .full : .noMemory) }
      } else if let misfit = store(&self, value, row) {
        return (position, misfit == .noMemory && next > 0 ? .full : misfit)
      }
      next = row + 1
    }
    while next < selection.end - first {
      guard storeNull(next) else { return (selected.upperBound, next > 0 ? .full : .noMemory) }
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
    if end > Self.mostTextBytes, textEnd > 0 { return .full }
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

func address(_ pointer: UnsafeRawPointer?) -> UInt32 {
  UInt32(truncatingIfNeeded: UInt(bitPattern: pointer))
}
