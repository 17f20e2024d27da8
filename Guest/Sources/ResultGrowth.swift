import CPython

// Columns inside others grow as values are appended, and shrink again where one does not fit.
extension ResultColumn {
  /// Makes room for one more row; false when memory is short.
  private mutating func grow() -> Bool {
    if count < rows { return true }
    let (wanted, layout) = (max(rows * 2, 8), kind.type.layout)
    if layout.hasOffsets {
      guard offsets.reserve((wanted + 1) * 4) else { return false }
      if rows == 0 { offsets.bytes.unsafelyUnwrapped.storeBytes(of: 0, as: Int32.self) }
    }
    let before = layout.valueBytes(rows: rows) ?? 0
    let after = layout.valueBytes(rows: wanted) ?? 1
    guard values.reserve(after) else { return false }
    if layout == .bits { memset(values.bytes.unsafelyUnwrapped + before, 0, after - before) }
    if nulls > 0 {
      let (old, new) = ((rows + 7) / 8, (wanted + 7) / 8)
      guard validity.reserve(new) else { return false }
      memset(validity.bytes.unsafelyUnwrapped + old, 0xff, new - old)
    }
    rows = wanted
    return true
  }

  /// Appends a value to a column that lies inside another. What does not fit leaves nothing.
  mutating func append(_ value: Reference) -> Misfit? {
    guard grow() else { return .noMemory }
    if value == python_none() {
      if !kind.acceptsNone { return .isNone }
      guard storeNull(count) else { return .noMemory }
    } else if let misfit = storeValue(value, count) {
      return misfit == .full ? .noMemory : misfit
    }
    count += 1
    return nil
  }

  /// Ends a row of a structure whose fields have been appended; false when memory is short.
  mutating func endStructure() -> Bool {
    guard grow() else { return false }
    count += 1
    return true
  }

  /// Appends a row that nobody looks at, since it lies in one that is NULL.
  mutating func appendNull() -> Bool {
    guard grow(), storeNull(count) else { return false }
    count += 1
    return true
  }

  /// Takes rows away again, from the last back to the first of `end`.
  mutating func truncate(to end: Int) {
    guard end < count else { return }
    for row in end..<count {
      let (byte, bit) = (row >> 3, UInt8(1) << UInt8(truncatingIfNeeded: row & 7))
      if nulls > 0, let bits = validity.bytes?.assumingMemoryBound(to: UInt8.self),
        bits[byte] & bit == 0
      {
        bits[byte] |= bit
        nulls -= 1
      }
      if kind.type == .bool, let bits = values.bytes?.assumingMemoryBound(to: UInt8.self) {
        bits[byte] &= ~bit
      }
    }
    count = end
    let layout = kind.type.layout
    if layout.hasOffsets {
      textEnd = Int(offsets.bytes.unsafelyUnwrapped.load(fromByteOffset: end * 4, as: Int32.self))
    }
    truncateChildren(to: layout == .list ? textEnd : end)
  }
}
