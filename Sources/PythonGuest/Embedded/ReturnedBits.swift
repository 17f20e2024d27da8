/// Bits in Arrow's order, the first of them the lowest of the first byte.
extension [UInt8] {
  /// Appends `count` bits behind the `end` that are there.
  mutating func append(bits: UnsafeRawBufferPointer, count: Int, at end: Int) {
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
  mutating func append(setBits count: Int, at end: Int) {
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
