/// The checks of columns.
extension Column {
  /// The column, once all of it has been looked at: for one that another library lent.
  ///
  /// - Throws: what is wrong with it.
  public func validated() throws(ColumnError) -> Column {
    for child in children { _ = try child.validated() }
    try checkShape()
    let nulls = validity.map { Bitmap.clearCount($0, offset..<offset + count) }
    try Self.check(nulls == nil || nulls == nullCount, "the count of NULLs", nulls ?? 0, nullCount)
    try checkContents()
    return self
  }

  static func check(
    _ fits: Bool, _ buffer: String, _ expected: Int, _ actual: Int
  ) throws(ColumnError) {
    if fits { return }
    throw ColumnError(.wrongSize, "\(buffer) should take \(expected) but \(actual) are there")
  }

  /// The bitmap without spare bits, empty when nothing is NULL, and the NULLs in it.
  static func checkedValidity(
    _ validity: [UInt8], type: DataType, count: Int
  ) throws(ColumnError) -> (bits: [UInt8], nulls: Int) {
    if type.id == .null { return ([], count) }
    if validity.isEmpty { return ([], 0) }
    let bytes = Bitmap.byteCount(count)
    try check(validity.count >= bytes, "validity", bytes, validity.count)
    var bits = validity
    Bitmap.clearTail(&bits, count)
    let nulls = Bitmap.clearCount(bits, count)
    return nulls == 0 ? ([], 0) : (bits, nulls)
  }

  /// Whether buffers and children are there, as far as can be told without looking at each row.
  func checkShape() throws(ColumnError) {
    let end = offset + count
    if let validity {
      let bytes = Bitmap.byteCount(end)
      try Self.check(validity.count >= bytes, "validity", bytes, validity.count)
    }
    if let expected = type.layout.valueBytes(rows: end) {
      try Self.check(values.count >= expected, "values", expected, values.count)
    }
    if type.layout.hasOffsets {
      try Self.check(offsets.count >= (end + 1) * 4, "offsets", end + 1, offsets.count / 4)
    }
    try Self.check(
      children.count == type.children.count, "children", type.children.count, children.count)
    for (child, field) in zip(children, type.children) {
      guard child.type.fits(field.type) else {
        throw ColumnError(.wrongType, "a child of type \(child.type) where \(field.type) belongs")
      }
      if type.layout == .structure {
        try Self.check(child.count >= end, "rows of a child", end, child.count)
      }
    }
  }

  /// Whether what lies in the buffers are values of the type.
  func checkContents() throws(ColumnError) {
    if type.layout.hasOffsets { try checkOffsets() }
    switch type.id {
    case .utf8, .json: try checkText()
    case .map: try checkKeys()
    case .time64: try eachValue { (time: Int64) throws(ColumnError) in try Value.checkTime(time) }
    case .decimal:
      let most = Decimal128.most(precision: type.precision)
      try eachValue { (number: Int128) throws(ColumnError) in
        guard -most...most ~= number else { throw Decimal128.tooLong(type) }
      }
    default: break
    }
  }

  private func checkOffsets() throws(ColumnError) {
    let most = type.layout == .bytes ? values.count : children.first?.count ?? 0
    try offsets.withUnsafeBytes { (bytes) throws(ColumnError) in
      func offset(_ row: Int) -> Int32 {
        Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: row * 4, as: Int32.self))
      }
      var last = offset(self.offset)
      var falls = last < 0
      for row in self.offset..<self.offset + count {
        let next = offset(row &+ 1)
        falls = falls || next < last
        last = next
      }
      if falls { throw ColumnError(.invalidOffset, "an offset is below the one before it") }
      if Int(last) > most {
        let unit = type.layout == .bytes ? "bytes of values" : "values of its child"
        throw ColumnError(.invalidOffset, "an offset of \(last) leaves the \(most) \(unit)")
      }
    }
  }

  /// Checks the text as one run, then that no character is cut by an offset.
  private func checkText() throws(ColumnError) {
    let first = Int(try offsets.load(offset, as: Int32.self))
    let last = Int(try offsets.load(offset + count, as: Int32.self))
    let isValid = values.withUnsafeBytes { values in
      let text = UnsafeRawBufferPointer(rebasing: values[first..<last])
      switch TextKind(of: text.assumingMemoryBound(to: UInt8.self)) {
      case .ascii: return true
      case .invalid: return false
      case .utf8:
        return offsets.withUnsafeBytes { offsets in
          (offset...offset + count).allSatisfy { row in
            let start = offsets.loadUnaligned(fromByteOffset: row * 4, as: Int32.self)
            return Int(start) == last || values[Int(start)] & 0xC0 != 0x80
          }
        }
      }
    }
    if !isValid { throw Self.notText }
  }

  static var notText: ColumnError { ColumnError(.invalidUTF8, "text that is not UTF-8") }

  private func checkKeys() throws(ColumnError) {
    guard let entries = children.first, let keys = entries.children.first else { return }
    guard entries.nullCount == 0, keys.nullCount == 0 else {
      throw ColumnError(.wrongType, "an entry of a map without a key")
    }
  }

  /// Every number that is not NULL.
  private func eachValue<Number: BitwiseCopyable>(
    _ body: (Number) throws(ColumnError) -> Void
  ) throws(ColumnError) {
    try values.withUnsafeBytes { (bytes) throws(ColumnError) in
      for row in 0..<count where !isNull(row) {
        let place = (offset + row) * MemoryLayout<Number>.size
        try body(bytes.loadUnaligned(fromByteOffset: place, as: Number.self))
      }
    }
  }
}

extension DataType {
  /// Whether a column of this type holds what one of another does: names of elements and what may
  /// be NULL do not matter, but names of fields.
  public func fits(_ other: DataType) -> Bool {
    guard id == other.id, precision == other.precision, scale == other.scale,
      children.count == other.children.count
    else { return false }
    return zip(children, other.children).allSatisfy {
      $0.type.fits($1.type) && (id != .structure || $0.name == $1.name)
    }
  }
}

extension Value {
  static func checkTime(_ microseconds: Int64) throws(ColumnError) {
    guard (0..<86_400_000_000).contains(microseconds) else {
      throw ColumnError(.outOfRange, "\(microseconds) µs is not a time of day")
    }
  }
}
