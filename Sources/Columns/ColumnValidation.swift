/// The checks of ``Column/init(validating:count:validity:offsets:values:)``.
extension Column {
  static func check(
    _ fits: Bool, _ buffer: String, _ expected: Int, _ actual: Int
  ) throws(ColumnError) {
    if fits { return }
    throw ColumnError(.wrongSize, "\(buffer) should take \(expected) but \(actual) are there")
  }

  /// The bitmap without spare bits, empty when nothing is NULL, and the NULLs in it.
  static func checkedValidity(
    _ validity: [UInt8], type: ColumnType, count: Int
  ) throws(ColumnError) -> (bits: [UInt8], nulls: Int) {
    if type == .null { return ([], count) }
    if validity.isEmpty { return ([], 0) }
    let bytes = Bitmap.byteCount(count)
    try check(validity.count >= bytes, "validity", bytes, validity.count)
    var bits = validity
    Bitmap.clearTail(&bits, count)
    let nulls = Bitmap.clearCount(bits, count)
    return nulls == 0 ? ([], 0) : (bits, nulls)
  }

  static func checkOffsets(
    _ offsets: [Int32], count: Int, valueBytes: Int
  ) throws(ColumnError) {
    try check(offsets.count == count + 1, "offsets", count + 1, offsets.count)
    var falls = offsets[0] < 0
    offsets.withUnsafeBufferPointer { offsets in
      for row in 0..<count { falls = falls || offsets[row &+ 1] < offsets[row] }
    }
    if falls { throw ColumnError(.invalidOffset, "an offset is below the one before it") }
    if Int(offsets[count]) > valueBytes {
      throw ColumnError(
        .invalidOffset, "an offset of \(offsets[count]) leaves the \(valueBytes) bytes of values")
    }
  }

  /// Checks the text as one run, then that no character is cut by an offset.
  static func checkText(_ values: [UInt8], offsets: [Int32]) throws(ColumnError) {
    guard let first = offsets.first, let last = offsets.last else { return }
    let isValid = values.withUnsafeBufferPointer { values in
      let text = UnsafeBufferPointer(rebasing: values[Int(first)..<Int(last)])
      switch TextKind(of: text) {
      case .ascii: return true
      case .invalid: return false
      case .utf8:
        return offsets.allSatisfy { $0 == last || values[Int($0)] & 0xC0 != 0x80 }
      }
    }
    if !isValid { throw ColumnError(.invalidUTF8, "text that is not UTF-8") }
  }

  /// Checks that times of day lie within a day.
  func checkTimes() throws(ColumnError) {
    for row in 0..<count where !isNull(row) {
      if case .time(let microseconds) = try value(at: row) {
        try Value.checkTime(microseconds)
      }
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
