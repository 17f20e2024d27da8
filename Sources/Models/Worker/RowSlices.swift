import Columns
import PythonGuest

/// The rows of a batch that a function is called for, a slice after another.
struct RowSlices {
  /// As many as the embedded model's row loop takes: a slice's exception comes before its misfits.
  static let sliceRows = 512

  /// The batch's rows.
  let count: Int
  /// The rows that are called for, in order; nil for all.
  let rows: [Int32]?
  /// A bit for each row, set where it is called for; nil for all.
  let bits: [UInt8]?
  /// How many rows each slice has, without those that have none.
  let counts: [Int]

  /// Some rows in one slice, all of them there.
  init(one count: Int) {
    self.count = count
    rows = nil
    bits = nil
    counts = count > 0 ? [count] : []
  }

  /// All rows but those that are NULL where the function takes no None.
  ///
  /// - Parameter parameters: one for each column.
  init(_ batch: Batch, for parameters: [Parameter]) {
    count = batch.rowCount
    let skipping = zip(batch.columns, parameters).compactMap { column, parameter in
      parameter.type.isNullable || column.isDefault
        || column.nullCount == 0 && column.type != .null ? nil : column
    }
    guard !skipping.isEmpty else {
      rows = nil
      bits = nil
      counts = stride(from: 0, to: batch.rowCount, by: Self.sliceRows).map { [count] in
        min(Self.sliceRows, count - $0)
      }
      return
    }
    var bits = Bitmap.allSet(count)
    for column in skipping { column.intersectValidity(with: &bits, from: 0) }
    var rows: [Int32] = []
    var counts: [Int] = []
    let sliceBytes = Self.sliceRows / 8
    for start in stride(from: 0, to: bits.count, by: sliceBytes) {
      let before = rows.count
      for index in start..<min(start + sliceBytes, bits.count) {
        var byte = bits[index]
        while byte != 0 {
          let row = index * 8 + byte.trailingZeroBitCount
          byte &= byte - 1
          if row < count { rows.append(Int32(truncatingIfNeeded: row)) }
        }
      }
      if rows.count > before { counts.append(rows.count - before) }
    }
    self.rows = rows
    self.bits = bits
    self.counts = counts
  }

  /// The batch's row at a position among those that are called for.
  func row(_ position: Int) -> Int {
    guard let rows else { return position }
    return rows.indices.contains(position) ? Int(rows[position]) : count
  }

  /// How many rows are called for.
  var calledCount: Int { rows?.count ?? count }
}
