/// Bits in Arrow's order: row 0 is the least significant bit of byte 0.
package enum Bitmap {
  /// Bytes that hold `count` bits.
  package static func byteCount(_ count: Int) -> Int { count / 8 + (count % 8 == 0 ? 0 : 1) }

  /// Whether a bit is set; those beyond the end are not.
  @inline(__always)
  static func isSet(_ bits: Buffer, _ index: Int) -> Bool {
    bits.withUnsafeBytes { bits in
      index >> 3 < bits.count && bits[index >> 3] & (1 << UInt8(truncatingIfNeeded: index & 7)) != 0
    }
  }

  /// Eight bits from a position on; those beyond the end are clear.
  @inline(__always)
  package static func byte(at index: Int, in bits: UnsafeRawBufferPointer) -> UInt8 {
    let (byte, shift) = (index >> 3, UInt8(truncatingIfNeeded: index & 7))
    guard byte < bits.count else { return 0 }
    let low = bits[byte] >> shift
    let high = shift == 0 || byte + 1 == bits.count ? 0 : bits[byte + 1] << (8 - shift)
    return low | high
  }

  static func set(_ bits: inout [UInt8], _ index: Int) {
    bits[index >> 3] |= 1 << UInt8(truncatingIfNeeded: index & 7)
  }

  /// `count` set bits, followed by clear ones up to the end of the last byte.
  package static func allSet(_ count: Int) -> [UInt8] {
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

  /// Clear bits in a range; those beyond the end are clear.
  static func clearCount(_ bits: Buffer, _ range: Range<Int>) -> Int {
    bits.withUnsafeBytes { bits in
      var set = 0
      var index = range.lowerBound
      let end = min(range.upperBound, bits.count * 8)
      while index < end {
        if index & 7 == 0, index &+ 64 <= end {
          let word = bits.loadUnaligned(fromByteOffset: index >> 3, as: UInt64.self)
          set += word.nonzeroBitCount
          index += 64
          continue
        }
        let last = min((index | 7) + 1, end)
        let byte = bits[index >> 3] >> UInt8(index & 7)
        set += (byte & UInt8(truncatingIfNeeded: (1 << (last - index)) - 1)).nonzeroBitCount
        index = last
      }
      return range.count - set
    }
  }
}
