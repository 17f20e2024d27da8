import Columns
import GuestInterface
import Wasmtime

/// Results that the guest described, copied out answer by answer and not yet checked.
struct ReturnedColumn {
  private let type: ColumnType
  /// Rows so far.
  private(set) var count = 0
  private var validity: [UInt8] = []
  private var offsets: [Int32] = []
  private var values: [UInt8] = []

  /// - Parameter rows: to make room for.
  init(_ type: ColumnType, rows: Int) {
    self.type = type
    if type.hasOffsets {
      offsets.reserveCapacity(rows + 1)
      offsets.append(0)
    } else {
      values.reserveCapacity(type.valueBytes(rows: rows) ?? 0)
    }
  }

  /// Copies an answer for at least one and at most `most` rows.
  ///
  /// - Returns: its rows.
  /// - Throws: out of bounds, where it is none, or an address or a length leaves guest memory.
  mutating func append(
    _ answer: ColumnDescriptor, most: Int, from guest: GuestMemory
  ) throws(WasmtimeError) -> Int {
    let rows = Int(answer.rows)
    guard answer.type == type.rawValue, min(1, most)...most ~= rows else {
      throw WasmtimeError(.outOfBounds, "the guest answered with a column of another form")
    }
    if type != .null { try appendValidity(answer, rows, guest) }
    if type.hasOffsets {
      try appendText(answer, rows, guest)
    } else if type == .bool {
      let bits = try guest.bytes(at: answer.values, count: UInt32((rows + 7) / 8))
      values.append(bits: bits, count: rows, at: count)
    } else {
      let bytes = UInt32(type.valueBytes(rows: rows) ?? 0)
      values.append(contentsOf: try guest.bytes(at: answer.values, count: bytes))
    }
    count += rows
    return rows
  }

  private mutating func appendValidity(
    _ answer: ColumnDescriptor, _ rows: Int, _ guest: GuestMemory
  ) throws(WasmtimeError) {
    guard answer.nulls > 0 else {
      if !validity.isEmpty { validity.append(setBits: rows, at: count) }
      return
    }
    let bits = try guest.bytes(at: answer.validity, count: UInt32((rows + 7) / 8))
    if validity.isEmpty { validity.append(setBits: count, at: 0) }
    validity.append(bits: bits, count: rows, at: count)
  }

  private mutating func appendText(
    _ answer: ColumnDescriptor, _ rows: Int, _ guest: GuestMemory
  ) throws(WasmtimeError) {
    let bytes = try guest.bytes(at: answer.offsets, count: UInt32((rows + 1) * 4))
    let text = try guest.bytes(at: answer.values, count: answer.valueBytes)
    let start = values.count
    guard start + Int(answer.valueBytes) <= Column.maximumCount else {
      throw WasmtimeError(
        .host, "too many bytes",
        underlyingError: PythonGuestError(
          .resultLimit, "returned more than 2 GiB in one batch; pass fewer rows"))
    }
    let first: Int32 = bytes.loadUnaligned(as: Int32.self)
    guard first == 0 else {
      throw WasmtimeError(.outOfBounds, "the guest answered with text that does not begin at 0")
    }
    for row in 1..<rows + 1 {
      let offset = Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: row * 4, as: Int32.self))
      guard 0...Int(answer.valueBytes) ~= Int(offset) else {
        throw WasmtimeError(.outOfBounds, "the guest answered with an offset that leaves its text")
      }
      offsets.append(Int32(truncatingIfNeeded: start) &+ offset)
    }
    values.append(contentsOf: text)
  }

  /// The column of what has come so far, once everything in it has been checked. What follows
  /// begins a new one.
  mutating func finish() throws(PythonGuestError) -> Column {
    let complete = self
    self = ReturnedColumn(type, rows: 0)
    do {
      return try Column(
        validating: type, count: complete.count, validity: complete.validity,
        offsets: complete.offsets, values: complete.values)
    } catch {
      throw PythonGuestError(
        .guestCrashed, "answered with a broken column: \(error.message)",
        underlying: error)
    }
  }
}

/// Bits in Arrow's order, the first of them the lowest of the first byte.
extension [UInt8] {
  /// Appends `count` bits behind the `end` that are there.
  fileprivate mutating func append(bits: UnsafeRawBufferPointer, count: Int, at end: Int) {
    let shift = UInt8(end % 8)
    guard shift > 0 else {
      append(contentsOf: bits.prefix((count + 7) / 8))
      clearBits(from: end + count)
      return
    }
    for byte in bits.prefix((count + 7) / 8) {
      self[self.count - 1] |= byte << shift
      append(byte >> (8 - shift))
    }
    clearBits(from: end + count)
  }

  /// Appends `count` set bits behind the `end` that are there.
  fileprivate mutating func append(setBits count: Int, at end: Int) {
    let last = end + count
    if end % 8 != 0 { self[self.count - 1] |= 0xff << UInt8(end % 8) }
    if last > self.count * 8 {
      append(contentsOf: repeatElement(0xff, count: (last + 7) / 8 - self.count))
    }
    clearBits(from: last)
  }

  /// Leaves `end` bits and zeros behind them in their last byte.
  private mutating func clearBits(from end: Int) {
    removeLast(self.count - (end + 7) / 8)
    if end % 8 != 0 { self[self.count - 1] &= (1 << UInt8(end % 8)) - 1 }
  }
}
