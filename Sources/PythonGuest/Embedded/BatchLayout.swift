import Columns
import GuestInterface
import Wasmtime

/// Rows of a batch laid out for guest memory: descriptors first, then each buffer, aligned.
struct BatchLayout {
  private static let alignment = 16

  private let batch: Batch
  private let rows: Range<Int>
  /// Where each column's validity, offsets and values begin.
  private var places: [(validity: Int, offsets: Int, values: Int)] = []
  /// Bytes in all.
  private(set) var byteCount: Int

  init(_ batch: Batch, rows: Range<Int>) throws(PythonGuestError) {
    self.batch = batch
    self.rows = rows
    byteCount = Self.aligned(batch.columns.count * ColumnDescriptor.byteCount)
    places.reserveCapacity(batch.columns.count)
    for column in batch.columns {
      let validity = try take(column.validity.isEmpty ? 0 : (rows.count + 7) / 8)
      let offsets = try take(column.type.hasOffsets ? (rows.count + 1) * 4 : 0)
      places.append((validity, offsets, try take(column.valueBytes(rows))))
    }
  }

  private mutating func take(_ count: Int) throws(PythonGuestError) -> Int {
    let start = byteCount
    byteCount += Self.aligned(count)
    guard byteCount < Int(Int32.max) else {
      throw PythonGuestError(.invalidInput, "a row may take 2 GiB at most")
    }
    return start
  }

  private static func aligned(_ count: Int) -> Int { (count + alignment - 1) & ~(alignment - 1) }

  /// Writes the rows to room in guest memory that begins at `address`.
  func write(to room: UnsafeMutableRawBufferPointer, address: UInt32) {
    for (index, column) in batch.columns.enumerated() {
      let place = places[index]
      let valueBytes = column.valueBytes(rows)
      let nulls = Self.copyValidity(column, rows, room, place.validity)
      if column.type.hasOffsets {
        let offsets = Self.part(room, place.offsets, (rows.count + 1) * 4)
        Self.copyOffsets(column.offsets, rows, offsets.bindMemory(to: Int32.self))
      }
      Self.copyValues(column, rows, Self.part(room, place.values, valueBytes))
      let descriptor = ColumnDescriptor(
        type: column.type.rawValue, rows: UInt32(rows.count),
        nulls: UInt32(nulls),
        // What is empty may begin where guest memory ends, at 2^32.
        validity: column.validity.isEmpty ? 0 : address &+ UInt32(place.validity),
        offsets: column.type.hasOffsets ? address &+ UInt32(place.offsets) : 0,
        values: address &+ UInt32(place.values), valueBytes: UInt32(valueBytes))
      if let start = room.baseAddress {
        descriptor.write(to: start + index * ColumnDescriptor.byteCount)
      }
    }
  }

  /// Writes which rows are there, and answers how many are NULL.
  private static func copyValidity(
    _ column: Column, _ rows: Range<Int>, _ room: UnsafeMutableRawBufferPointer, _ place: Int
  ) -> Int {
    if column.type == .null { return rows.count }
    if column.validity.isEmpty { return 0 }
    let bits = part(room, place, (rows.count + 7) / 8)
    copyBits(column.validity, rows, bits)
    if rows.count % 8 != 0, let last = bits.indices.last {
      bits[last] &= (1 << UInt8(rows.count % 8)) - 1
    }
    return rows.count - bits.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  private static func part(
    _ room: UnsafeMutableRawBufferPointer, _ place: Int, _ count: Int
  ) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: room[place..<place + count])
  }

  private static func copyValues(
    _ column: Column, _ rows: Range<Int>, _ target: UnsafeMutableRawBufferPointer
  ) {
    if column.type == .bool { return copyBits(column.values, rows, target) }
    guard !target.isEmpty else { return }
    let start =
      column.type.hasOffsets
      ? Int(column.offsets[rows.lowerBound])
      : column.type.valueBytes(rows: rows.lowerBound) ?? 0
    column.values.withUnsafeBytes { bytes in
      target.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + target.count]))
    }
  }

  /// Offsets that count from the first row's.
  private static func copyOffsets(
    _ offsets: [Int32], _ rows: Range<Int>, _ target: UnsafeMutableBufferPointer<Int32>
  ) {
    offsets.withUnsafeBufferPointer { offsets in
      let first = offsets[rows.lowerBound]
      for index in 0...rows.count { target[index] = offsets[rows.lowerBound + index] &- first }
    }
  }

  /// One bit a row, the first row's at the start.
  private static func copyBits(
    _ bits: [UInt8], _ rows: Range<Int>, _ target: UnsafeMutableRawBufferPointer
  ) {
    bits.withUnsafeBytes { bits in
      let start = rows.lowerBound / 8
      let shift = UInt8(rows.lowerBound % 8)
      for index in target.indices {
        let low = bits[start + index] >> shift
        let next = start + index + 1
        let high = shift == 0 || next == bits.count ? 0 : bits[next] << (8 - shift)
        target[index] = low | high
      }
    }
  }
}

extension Column {
  /// Bytes of the values of some rows.
  fileprivate func valueBytes(_ rows: Range<Int>) -> Int {
    if let count = type.valueBytes(rows: rows.count) { return count }
    return Int(offsets[rows.upperBound]) - Int(offsets[rows.lowerBound])
  }
}

extension Batch {
  /// Rows that are handed to the guest at once, which has less memory for a row as it holds more.
  private static let mostRows = 1 << 16
  private static let mostBytes = 1 << 20

  /// The rows from `start` on that are handed over together: at least one, where there is one.
  func piece(from start: Int) -> Range<Int> {
    let most = min(start + Self.mostRows, rowCount)
    if start >= most || bytes(start..<most) <= Self.mostBytes { return start..<most }
    // The last row at which the limit is kept lies between these.
    var (fitting, exceeding) = (start + 1, most)
    while exceeding - fitting > 1 {
      let middle = (fitting + exceeding) / 2
      if bytes(start..<middle) <= Self.mostBytes { fitting = middle } else { exceeding = middle }
    }
    return start..<fitting
  }

  private func bytes(_ rows: Range<Int>) -> Int {
    columns.reduce(0) { $0 + $1.valueBytes(rows) }
  }
}
