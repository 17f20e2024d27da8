/// Bits in Arrow's order: row 0 is the least significant bit of byte 0.
enum Bitmap {
  /// Bytes that hold `count` bits.
  static func byteCount(_ count: Int) -> Int { count / 8 + (count % 8 == 0 ? 0 : 1) }

  static func isSet(_ bits: [UInt8], _ index: Int) -> Bool {
    bits[index >> 3] & (1 << UInt8(truncatingIfNeeded: index & 7)) != 0
  }

  static func set(_ bits: inout [UInt8], _ index: Int) {
    bits[index >> 3] |= 1 << UInt8(truncatingIfNeeded: index & 7)
  }

  /// `count` set bits, followed by clear ones up to the end of the last byte.
  static func allSet(_ count: Int) -> [UInt8] {
    var bits = [UInt8](repeating: 0xFF, count: byteCount(count))
    clearTail(&bits, count)
    return bits
  }

  /// Drops bytes beyond `count` bits and clears the unused bits of the last byte,
  /// so that equal columns have equal buffers.
  static func clearTail(_ bits: inout [UInt8], _ count: Int) {
    let bytes = byteCount(count)
    if bits.count > bytes { bits.removeLast(bits.count - bytes) }
    if count % 8 != 0 { bits[bytes - 1] &= (1 << UInt8(count % 8)) - 1 }
  }

  /// Clear bits among all of `count`; bits past the end are already clear.
  static func clearCount(_ bits: [UInt8], _ count: Int) -> Int {
    var set = 0
    for byte in bits { set += byte.nonzeroBitCount }
    return count - set
  }
}
