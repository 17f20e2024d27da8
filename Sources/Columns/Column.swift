/// Values of one type in Arrow's columnar layout.
///
/// A column is always well formed: its buffers fit its length, its offsets rise
/// inside its values, its text is UTF-8.
public struct Column: Sendable {
  public let type: ColumnType
  /// Rows.
  public let count: Int
  /// Rows that are NULL.
  public let nullCount: Int
  /// One bit a row, set where there is a value; empty when no row is NULL or the
  /// type is `.null`.
  public let validity: [UInt8]
  /// `count + 1` positions in ``values`` for text and bytes, else empty.
  public let offsets: [Int32]
  /// Little-endian values; one bit a row for bool.
  public let values: [UInt8]

  /// The largest number of rows in a column, and of bytes in its values.
  public static let maximumCount = Int(Int32.max) - 1

  /// Takes buffers from outside, checking all that could be wrong with them.
  ///
  /// - Parameters:
  ///   - count: rows.
  ///   - validity: one bit a row, or empty when no row is NULL. Spare bits are ignored.
  ///   - offsets: `count + 1` positions for text and bytes (or none, for no rows), else empty.
  ///   - values: exactly the bytes of `count` values, or at least those that `offsets` reach.
  public init(
    validating type: ColumnType, count: Int, validity: [UInt8], offsets: [Int32], values: [UInt8]
  ) throws(ColumnError) {
    guard (0...Self.maximumCount).contains(count), values.count <= Self.maximumCount else {
      throw ColumnError(.tooLarge, "a column holds at most \(Self.maximumCount) rows and bytes")
    }
    self.type = type
    self.count = count
    (self.validity, nullCount) = try Self.checkedValidity(validity, type: type, count: count)
    if let expected = type.valueBytes(rows: count) {
      try Self.check(values.count == expected, "values", expected, values.count)
      try Self.check(offsets.isEmpty, "offsets", 0, offsets.count)
      self.offsets = []
    } else {
      self.offsets = offsets.isEmpty && count == 0 ? [0] : offsets
      try Self.checkOffsets(self.offsets, count: count, valueBytes: values.count)
      if type == .utf8 { try Self.checkText(values, offsets: self.offsets) }
    }
    var values = values
    if type == .bool { Bitmap.clearTail(&values, count) }
    self.values = values
    if type == .time64 { try checkTimes() }
  }

  /// A column of `count` NULLs.
  public init(nulls count: Int, type: ColumnType = .null) throws(ColumnError) {
    guard (0...Self.maximumCount / 8).contains(count) else {
      throw ColumnError(.tooLarge, "a column cannot hold \(count) NULLs")
    }
    try self.init(
      validating: type, count: count,
      validity: type == .null ? [] : [UInt8](repeating: 0, count: Bitmap.byteCount(count)),
      offsets: type.hasOffsets ? [Int32](repeating: 0, count: count + 1) : [],
      values: [UInt8](repeating: 0, count: type.valueBytes(rows: count) ?? 0))
  }
}

extension Column {
  /// Whether a row is NULL. Rows outside the column are.
  public func isNull(_ row: Int) -> Bool {
    guard row >= 0, row < count else { return true }
    if validity.isEmpty { return type == .null }
    return !Bitmap.isSet(validity, row)
  }

  /// The value of a row.
  ///
  /// - Throws: `.noSuchRow` outside the column.
  public func value(at row: Int) throws(ColumnError) -> Value {
    guard row >= 0, row < count else {
      throw ColumnError(.noSuchRow, "row \(row) of a column of \(count)")
    }
    if isNull(row) { return .null }
    return switch type {
    case .null: .null
    case .bool: .bool(Bitmap.isSet(values, row))
    case .int64: .int64(load(row))
    case .float64: .float64(Double(bitPattern: UInt64(bitPattern: load(row))))
    case .utf8: .utf8(String(decoding: values[byteRange(at: row)], as: UTF8.self))
    case .binary: .binary(Array(values[byteRange(at: row)]))
    case .date32: .date(days: load(row))
    case .time64: .time(microseconds: load(row))
    case .timestamp: .timestamp(microseconds: load(row))
    case .duration: .duration(microseconds: load(row))
    }
  }

  /// Where the bytes of a row of text or bytes lie in ``values``; empty outside the
  /// column and for other types.
  public func byteRange(at row: Int) -> Range<Int> {
    guard row >= 0, row < offsets.count - 1 else { return 0..<0 }
    return Int(offsets[row])..<Int(offsets[row + 1])
  }

  /// The integer at a row that is in the column.
  private func load<Integer: FixedWidthInteger & BitwiseCopyable>(_ row: Int) -> Integer {
    values.withUnsafeBytes { bytes in
      Integer(
        littleEndian: bytes.loadUnaligned(
          fromByteOffset: row * MemoryLayout<Integer>.size, as: Integer.self))
    }
  }
}

extension Column: Equatable {
  /// Whether type, length and every row are equal; floating-point values by their
  /// bits. What lies beneath a NULL does not count.
  public static func == (left: Column, right: Column) -> Bool {
    guard left.type == right.type, left.count == right.count, left.validity == right.validity
    else { return false }
    if left.offsets == right.offsets, left.values == right.values { return true }
    return (0..<left.count).allSatisfy {
      left.isNull($0) || left.bits(at: $0) == right.bits(at: $0)
    }
  }

  /// The bytes of one row; a whole byte of 0 or 1 for bool.
  private func bits(at row: Int) -> ArraySlice<UInt8> {
    if type == .bool { return [Bitmap.isSet(values, row) ? 1 : 0] }
    if type.hasOffsets { return values[byteRange(at: row)] }
    let width = type.valueBytes(rows: 1) ?? 0
    return values[row * width..<(row + 1) * width]
  }
}
