import Columns

/// Writes slices of a column as `pyguest.worker.slices` reads them: lists in the form of Python's
/// `marshal`, or numbers one after another.
struct SliceWriter {
  /// The bytes of all slices.
  private(set) var bytes: [UInt8] = []
  /// The bytes of each list; nil where there are numbers alone.
  private(set) var sizes: [Int]?

  private static let headBytes = 5
  /// A letter, a count of four bytes, and five digits of 15 bits in two bytes each.
  private static let mostIntBytes = 15

  init(_ column: Column, _ slices: RowSlices) {
    if column.nullCount == 0, Self.isWide(column.type) {
      bytes = Self.numbers(column, slices)
      return
    }
    let most =
      slices.counts.count * Self.headBytes + slices.calledCount * Self.mostIntBytes
      + column.values.count
    var sizes: [Int] = []
    sizes.reserveCapacity(slices.counts.count)
    bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      var output = MarshalOutput(UnsafeMutableRawBufferPointer(buffer))
      column.values.withUnsafeBytes { values in
        var position = 0
        for count in slices.counts {
          let start = output.count
          output.put(Marshal.list)
          output.put(UInt32(truncatingIfNeeded: count))
          for _ in 0..<count {
            output.put(slices.row(position), of: column, values)
            position += 1
          }
          sizes.append(output.count - start)
        }
      }
      count = output.count
    }
    self.sizes = sizes
  }

  /// Whether each value is a number of eight bytes.
  private static func isWide(_ type: DataType) -> Bool {
    switch type.id {
    case .int64, .float64, .time64, .timestamp, .duration: true
    default: false
    }
  }

  private static func numbers(_ column: Column, _ slices: RowSlices) -> [UInt8] {
    guard let rows = slices.rows else {
      return column.values.withUnsafeBytes { bytes in
        let start = column.offset * 8
        return Array(bytes[start..<start + column.count * 8])
      }
    }
    return column.values.withUnsafeBytes { values in
      [UInt8](unsafeUninitializedCapacity: rows.count * 8) { buffer, count in
        let output = UnsafeMutableRawBufferPointer(buffer)
        for (position, row) in rows.enumerated() {
          let bits = values.loadUnaligned(
            fromByteOffset: (column.offset + Int(row)) * 8, as: UInt64.self)
          output.storeBytes(of: bits, toByteOffset: position * 8, as: UInt64.self)
        }
        count = rows.count * 8
      }
    }
  }
}
