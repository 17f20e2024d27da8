private import struct GuestInterface.ColumnDescriptor

/// Values of one type in Arrow's columnar layout.
///
/// A column that was made here is well formed: its buffers fit its length, its offsets rise inside
/// its values, its text is UTF-8. One that another library lent is as good as that library, and
/// every access to it is checked; ``validated()`` looks at all of it.
public struct Column: Sendable {
  public let type: DataType
  /// Rows.
  public let count: Int
  /// Rows of the buffers that lie before the first row.
  public let offset: Int
  /// Rows that are NULL.
  public let nullCount: Int
  /// One bit a row, set where there is a value; nil when no row is NULL or the type is `.null`.
  public let validity: Buffer?
  /// `count + 1` positions of 32 bits in ``values``, or in the child of a list; else empty.
  public let offsets: Buffer
  /// Little-endian values; one bit a row for bool; empty for types with children.
  public let values: Buffer
  /// The children of the type's children.
  public let children: [Column]
  /// Whether it stands for its parameter's default in every row, which only Python knows.
  public let isDefault: Bool
  /// Whether offsets are known to rise.
  package let hasCheckedOffsets: Bool

  /// The largest number of bytes in a buffer.
  public static let maximumCount = Int(Int32.max) - 1
  /// The largest number of rows that a column is made of.
  public static let maximumRows = maximumCount / 8

  /// Takes buffers as they are. Callers have checked what they do not know.
  init(
    unchecked type: DataType, count: Int, offset: Int = 0, nullCount: Int, validity: Buffer?,
    offsets: Buffer = Buffer(), values: Buffer = Buffer(), children: [Column] = [],
    isDefault: Bool = false, hasCheckedOffsets: Bool = false
  ) {
    self.type = type
    self.count = count
    self.offset = offset
    self.nullCount = nullCount
    self.validity = validity
    self.offsets = offsets
    self.values = values
    self.children = children
    self.isDefault = isDefault
    self.hasCheckedOffsets = hasCheckedOffsets
  }

  /// Takes buffers from outside, checking all that could be wrong with them.
  ///
  /// - Parameters:
  ///   - count: rows.
  ///   - validity: one bit a row, or empty when no row is NULL. Spare bits are ignored.
  ///   - offsets: `count + 1` positions for text, bytes, lists and maps (or none, for no rows),
  ///     else empty.
  ///   - values: exactly the bytes of `count` values, or at least those that `offsets` reach.
  ///   - children: columns of the types of the type's children, with as many rows as a structure
  ///     has, or at least those that `offsets` reach.
  public init(
    validating type: DataType, count: Int, validity: [UInt8] = [], offsets: [Int32] = [],
    values: [UInt8] = [], children: [Column] = []
  ) throws(ColumnError) {
    guard (0...Self.maximumCount).contains(count), values.count <= Self.maximumCount else {
      throw ColumnError(.tooLarge, "a column holds at most \(Self.maximumCount) rows and bytes")
    }
    let (bits, nulls) = try Self.checkedValidity(validity, type: type, count: count)
    var (values, offsets) = (values, offsets)
    if type.layout.hasOffsets {
      if offsets.isEmpty && count == 0 { offsets = [0] }
    } else {
      try Self.check(offsets.isEmpty, "offsets", 0, offsets.count)
    }
    if let expected = type.layout.valueBytes(rows: count) {
      try Self.check(values.count == expected, "values", expected, values.count)
    }
    if type.layout == .bits { Bitmap.clearTail(&values, count) }
    self.init(
      unchecked: type, count: count, nullCount: nulls, validity: bits.isEmpty ? nil : Buffer(bits),
      offsets: Buffer([UInt8](bytesOf: offsets)), values: Buffer(values), children: children,
      hasCheckedOffsets: true)
    try checkShape()
    try checkContents()
  }

  /// A column of `count` NULLs.
  public init(nulls count: Int, type: DataType = .null) throws(ColumnError) {
    guard (0...Self.maximumRows).contains(count) else {
      throw ColumnError(.tooLarge, "a column cannot hold \(count) NULLs")
    }
    let layout = type.layout
    let children = try type.children.map { (child) throws(ColumnError) in
      try Column(nulls: layout == .structure ? count : 0, type: child.type)
    }
    self.init(
      unchecked: type, count: count, nullCount: count,
      validity: type.id == .null || count == 0
        ? nil : Buffer([UInt8](repeating: 0, count: Bitmap.byteCount(count))),
      offsets: Buffer([UInt8](repeating: 0, count: layout.hasOffsets ? (count + 1) * 4 : 0)),
      values: Buffer([UInt8](repeating: 0, count: layout.valueBytes(rows: count) ?? 0)),
      children: children, hasCheckedOffsets: true)
  }

  /// What the guest and workers know the column's type by.
  package var typeNumber: UInt32 { isDefault ? ColumnDescriptor.defaultType : type.id.rawValue }

  /// A column that is not there: the default of its parameter stands in every row.
  public static func defaults(rows: Int) -> Column {
    Column(unchecked: .null, count: max(rows, 0), nullCount: 0, validity: nil, isDefault: true)
  }

  /// Some of the rows, in the same buffers.
  ///
  /// - Throws: `.noSuchRow` where they are not in the column.
  public func slice(_ rows: Range<Int>) throws(ColumnError) -> Column {
    guard rows.lowerBound >= 0, rows.upperBound <= count else {
      throw ColumnError(.noSuchRow, "rows \(rows) of a column of \(count)")
    }
    if rows.count == count { return self }
    if isDefault { return .defaults(rows: rows.count) }
    let start = offset + rows.lowerBound
    let nulls: Int =
      if type.id == .null {
        rows.count
      } else if let validity {
        Bitmap.clearCount(validity, start..<start + rows.count)
      } else { 0 }
    return Column(
      unchecked: type, count: rows.count, offset: start, nullCount: nulls,
      validity: nulls == 0 || type.id == .null ? nil : validity, offsets: offsets, values: values,
      children: children, hasCheckedOffsets: hasCheckedOffsets)
  }
}

extension Column {
  /// Whether a row is NULL. Rows outside the column are.
  @inline(__always)
  public func isNull(_ row: Int) -> Bool {
    guard row >= 0, row < count else { return true }
    guard let validity else { return type.id == .null }
    return !Bitmap.isSet(validity, offset + row)
  }

  /// Clears the bits of rows that are NULL, of which the first stands for `row`.
  package func intersectValidity(with bits: inout [UInt8], from row: Int) {
    guard let validity else {
      if type.id == .null { for index in bits.indices { bits[index] = 0 } }
      return
    }
    validity.withUnsafeBytes { validity in
      for index in bits.indices {
        bits[index] &= Bitmap.byte(at: offset + row + index * 8, in: validity)
      }
    }
  }

  /// Where a row's bytes lie in ``values``, or a list's elements in its child; empty outside the
  /// column and for other types.
  ///
  /// - Throws: `.invalidOffset` where offsets of another library leave the column.
  @inline(__always)
  public func range(at row: Int) throws(ColumnError) -> Range<Int> {
    guard row >= 0, row < count, type.layout.hasOffsets else { return 0..<0 }
    let start = Int(try offsets.load(offset + row, as: Int32.self))
    let end = Int(try offsets.load(offset + row + 1, as: Int32.self))
    let most = type.layout == .bytes ? values.count : children.first?.count ?? 0
    guard start >= 0, start <= end, end <= most else {
      throw ColumnError(.invalidOffset, "offsets \(start) and \(end) among \(most) values")
    }
    return start..<end
  }

  /// The bytes of a row of text or bytes; the pointer is good until `body` returns.
  @inline(__always)
  public func withBytes<Result, Failure: Error>(
    at row: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let range = (try? range(at: row)) ?? 0..<0
    return try values.withUnsafeBytes { (all) throws(Failure) in
      try body(UnsafeRawBufferPointer(rebasing: all[range]))
    }
  }
}

extension Column: Equatable {
  /// Whether type, length and every row are equal; floating-point values by their
  /// bits. What lies beneath a NULL does not count.
  public static func == (left: Column, right: Column) -> Bool {
    guard left.type == right.type, left.count == right.count, left.nullCount == right.nullCount
    else { return false }
    if left.offset == right.offset, left.validity == right.validity,
      left.offsets == right.offsets, left.values == right.values, left.children == right.children
    {
      return true
    }
    return (0..<left.count).allSatisfy { left.isEqual(at: $0, to: right, at: $0) }
  }

  private func isEqual(at row: Int, to other: Column, at otherRow: Int) -> Bool {
    let isNull = isNull(row)
    guard isNull == other.isNull(otherRow) else { return false }
    if isNull { return true }
    switch type.layout {
    case .none: return true
    case .bits, .fixed, .bytes:
      return withSlot(at: row) { slot in
        other.withSlot(at: otherRow) { slot.elementsEqual($0) }
      }
    case .list:
      guard let range = try? range(at: row), let others = try? other.range(at: otherRow),
        range.count == others.count
      else { return false }
      return zip(range, others).allSatisfy {
        children[0].isEqual(at: $0, to: other.children[0], at: $1)
      }
    case .structure:
      return zip(children, other.children).allSatisfy {
        $0.isEqual(at: offset + row, to: $1, at: other.offset + otherRow)
      }
    }
  }

  /// The bytes of one row of a type without children; a whole byte of 0 or 1 for bool.
  private func withSlot<Result>(at row: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    switch type.layout {
    case .bits:
      var bit: UInt8 = Bitmap.isSet(values, offset + row) ? 1 : 0
      return withUnsafeBytes(of: &bit, body)
    case .fixed(let width):
      return values.withUnsafeBytes { all in
        let start = (offset + row) * width
        let isInside = start + width <= all.count
        return body(UnsafeRawBufferPointer(rebasing: all[isInside ? start..<start + width : 0..<0]))
      }
    default: return withBytes(at: row, body)
    }
  }
}
