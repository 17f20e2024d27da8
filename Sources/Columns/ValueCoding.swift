import struct FoundationEssentials.UUID

/// How values lie in slots of fixed size: the one place that knows.
package enum ValueCoding {
  /// The value in a slot of a type whose layout is fixed.
  ///
  /// - Throws: `.outOfRange` where what lies there is none.
  @inline(__always)
  package static func value(
    in slot: UnsafeRawPointer, of type: DataType
  ) throws(ColumnError) -> Value {
    switch type.id {
    case .int64: return .int64(load(slot))
    case .float64: return .float64(Double(bitPattern: load(slot)))
    case .date32: return .date(days: load(slot))
    case .time64:
      let time: Int64 = load(slot)
      try Value.checkTime(time)
      return .time(microseconds: time)
    case .timestamp: return .timestamp(microseconds: load(slot))
    case .duration: return .duration(microseconds: load(slot))
    default: return try rare(in: slot, of: type)
    }
  }

  private static func rare(
    in slot: UnsafeRawPointer, of type: DataType
  ) throws(ColumnError) -> Value {
    switch type.id {
    case .int8: return .int64(Int64(load(slot) as Int8))
    case .int16: return .int64(Int64(load(slot) as Int16))
    case .int32: return .int64(Int64(load(slot) as Int32))
    case .uint8: return .int64(Int64(load(slot) as UInt8))
    case .uint16: return .int64(Int64(load(slot) as UInt16))
    case .uint32: return .int64(Int64(load(slot) as UInt32))
    case .uint64: return .uint64(load(slot))
    case .float32: return .float64(Double(Float(bitPattern: load(slot))))
    case .decimal:
      let number: Int128 = load(slot)
      let most = Decimal128.most(precision: type.precision)
      guard -most...most ~= number else { throw Decimal128.tooLong(type) }
      return .decimal(Decimal128(unscaled: number, scale: type.scale))
    case .uuid: return .uuid(UUID(uuid: slot.loadUnaligned(as: Bytes16.self)))
    case .zonedTimestamp:
      return .zonedTimestamp(microseconds: load(slot), zone: type.zone ?? .utc)
    default: throw ColumnError(.wrongType, "a \(type) has no slot")
    }
  }

  private typealias Bytes16 = (
    UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8,
    UInt8, UInt8, UInt8
  )

  @inline(__always)
  private static func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ slot: UnsafeRawPointer
  ) -> Number {
    Number(littleEndian: slot.loadUnaligned(as: Number.self))
  }

  /// Puts a value into a slot of a type whose layout is fixed. Whether a time lies within a day is
  /// not looked at.
  ///
  /// - Throws: `.wrongType` or `.outOfRange` where the type does not hold it.
  @inline(__always)
  package static func store(
    _ value: Value, as type: DataType, to slot: UnsafeMutableRawPointer
  ) throws(ColumnError) {
    switch (type.id, value) {
    case (.int64, .int64(let number)), (.timestamp, .timestamp(let number)),
      (.duration, .duration(let number)):
      put(number, slot)
    case (.float64, .float64(let number)): put(number.bitPattern, slot)
    case (.date32, .date(let days)): put(days, slot)
    case (.time64, .time(let time)): put(time, slot)
    default: try storeRare(value, as: type, to: slot)
    }
  }

  /// Whether a type whose layout is fixed holds a value.
  ///
  /// - Throws: `.wrongType` or `.outOfRange` where it does not.
  package static func check(_ value: Value, as type: DataType) throws(ColumnError) {
    // As many bytes as the widest slot.
    var slot: (UInt64, UInt64) = (0, 0)
    try withUnsafeMutableBytes(of: &slot) { (slot) throws(ColumnError) in
      guard let start = slot.baseAddress else { return }
      try store(value, as: type, to: start)
    }
  }

  private static func storeRare(
    _ value: Value, as type: DataType, to slot: UnsafeMutableRawPointer
  ) throws(ColumnError) {
    switch (type.id, value) {
    case (.int8, .int64(let number)): put(try exactly(number, Int8.self, type), slot)
    case (.int16, .int64(let number)): put(try exactly(number, Int16.self, type), slot)
    case (.int32, .int64(let number)): put(try exactly(number, Int32.self, type), slot)
    case (.uint8, .int64(let number)): put(try exactly(number, UInt8.self, type), slot)
    case (.uint16, .int64(let number)): put(try exactly(number, UInt16.self, type), slot)
    case (.uint32, .int64(let number)): put(try exactly(number, UInt32.self, type), slot)
    case (.uint64, .uint64(let number)): put(number, slot)
    case (.float32, .float64(let number)):
      let near = Float(number)
      guard near.isFinite || !number.isFinite else {
        throw ColumnError(.outOfRange, "\(number) is out of range of a \(type)")
      }
      put(near.bitPattern, slot)
    case (.decimal, .decimal(let number)): put(try number.unscaled(as: type), slot)
    case (.zonedTimestamp, .zonedTimestamp(let number, _)): put(number, slot)
    case (.uuid, .uuid(let uuid)): slot.storeBytes(of: uuid.uuid, as: Bytes16.self)
    default:
      throw ColumnError(.wrongType, "a \(value.kindName) value in a column of \(type)")
    }
  }

  @inline(__always)
  private static func put(
    _ number: some FixedWidthInteger & BitwiseCopyable, _ slot: UnsafeMutableRawPointer
  ) {
    slot.storeBytes(of: number.littleEndian, as: type(of: number))
  }

  private static func exactly<Number: FixedWidthInteger>(
    _ number: Int64, _: Number.Type, _ type: DataType
  ) throws(ColumnError) -> Number {
    guard let exact = Number(exactly: number) else {
      throw ColumnError(
        .outOfRange,
        "\(number) is out of range of an \(type) (\(Number.min) to \(Number.max))")
    }
    return exact
  }
}

extension Column {
  /// The value of a row.
  ///
  /// - Throws: `.noSuchRow` outside the column; `.invalidOffset`, `.invalidUTF8`, `.wrongSize` or
  ///   `.outOfRange` where what another library lent is not well formed.
  public func value(at row: Int) throws(ColumnError) -> Value {
    guard row >= 0, row < count else {
      throw ColumnError(.noSuchRow, "row \(row) of a column of \(count)")
    }
    if isNull(row) { return .null }
    switch type.layout {
    case .none: return .null
    case .bits: return .bool(Bitmap.isSet(values, offset + row))
    case .fixed(let width):
      return try values.withUnsafeBytes { (bytes) throws(ColumnError) in
        let place = (offset + row) * width
        guard place + width <= bytes.count, let start = bytes.baseAddress else {
          throw ColumnError(.wrongSize, "a buffer of \(bytes.count) bytes ends before row \(row)")
        }
        return try ValueCoding.value(in: start + place, of: type)
      }
    case .bytes:
      let range = try range(at: row)
      return try values.withUnsafeBytes { (bytes) throws(ColumnError) in
        let bytes = UnsafeRawBufferPointer(rebasing: bytes[range])
        if type.id == .binary { return .binary(Array(bytes)) }
        guard let text = String(validating: bytes) else { throw Self.notText }
        return type.id == .json ? .json(text) : .utf8(text)
      }
    case .list: return try elements(of: row)
    case .structure: return .structure(try fields(at: offset + row))
    }
  }

  private func elements(of row: Int) throws(ColumnError) -> Value {
    let range = try range(at: row)
    if type.id == .list {
      return .list(
        try range.map { (index) throws(ColumnError) in try children[0].value(at: index) })
    }
    return .map(
      try range.map { (index) throws(ColumnError) in
        let entry = try children[0].fields(at: children[0].offset + index)
        guard entry.count == 2, case .utf8(let name) = entry[0].value else {
          throw ColumnError(.wrongType, "an entry of a map without a key")
        }
        return NamedValue(name, entry[1].value)
      })
  }

  /// The fields of a structure at a row of its buffers.
  private func fields(at row: Int) throws(ColumnError) -> [NamedValue] {
    var fields: [NamedValue] = []
    fields.reserveCapacity(children.count)
    for (field, child) in zip(type.children, children) {
      fields.append(NamedValue(field.name, try child.value(at: row)))
    }
    return fields
  }
}
