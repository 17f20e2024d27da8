package import Columns
import GuestInterface
import Wasmtime

/// Rows of a batch laid out for guest memory: descriptors first, then each column's buffers,
/// aligned.
struct BatchLayout {
  private let parts: [Part]
  /// Bytes in all.
  let byteCount: Int

  /// - Throws: `invalid_input`, where a column of another library is not well formed.
  init(_ batch: Batch, rows: Range<Int>) throws(PythonGuestError) {
    var room = Room(start: batch.columns.count * ColumnDescriptor.byteCount)
    parts = try batch.columns.enumerated().map { (index, column) throws(PythonGuestError) in
      try Part(column, rows: rows, descriptor: index * ColumnDescriptor.byteCount, &room)
    }
    byteCount = room.end
  }

  /// Writes the rows to room in guest memory that begins at `address`.
  func write(to room: UnsafeMutableRawBufferPointer, address: UInt32) {
    for part in parts { part.write(to: room, address: address) }
  }

  /// Room that is given away piece by piece.
  private struct Room {
    private static let alignment = 16

    private(set) var end: Int

    init(start: Int) { end = Self.aligned(start) }

    /// Where the next `count` bytes begin.
    mutating func take(_ count: Int) throws(PythonGuestError) -> Int {
      let start = end
      end += Self.aligned(count)
      guard end < Int(Int32.max) else {
        throw PythonGuestError(.invalidInput, "a row may take 2 GiB at most")
      }
      return start
    }

    private static func aligned(_ count: Int) -> Int { (count + alignment - 1) & ~(alignment - 1) }
  }

  /// Some rows of one column, and where they go.
  private struct Part {
    let column: Column
    let rows: Range<Int>
    let descriptor: Int
    private let validity: Int
    private let offsets: Int
    /// What the first offset counts.
    private let start: Int
    private let values: Int
    private let valueBytes: Int
    private let children: [Part]

    init(
      _ column: Column, rows: Range<Int>, descriptor: Int, _ room: inout Room
    ) throws(PythonGuestError) {
      self.column = column
      self.rows = rows
      self.descriptor = descriptor
      start = column.type.layout.hasOffsets ? try column.span(rows).lowerBound : 0
      if !column.hasCheckedOffsets { try column.checkOffsets(rows) }
      validity = try room.take(column.validity == nil ? 0 : (rows.count + 7) / 8)
      offsets = try room.take(column.type.layout.hasOffsets ? (rows.count + 1) * 4 : 0)
      let names = column.children.count * ColumnDescriptor.byteCount
      valueBytes = column.type.id.isNested ? names : try column.valueBytes(rows)
      values = try room.take(valueBytes)
      if column.children.isEmpty {
        children = []
        return
      }
      let inner = try column.childRows(rows)
      let first = values
      children = try column.children.enumerated().map { (index, child) throws(PythonGuestError) in
        try Part(
          child, rows: inner, descriptor: first + index * ColumnDescriptor.byteCount, &room)
      }
    }

    func write(to room: UnsafeMutableRawBufferPointer, address: UInt32) {
      let hasOffsets = column.type.layout.hasOffsets
      let nulls = column.copyValidity(
        rows, to: Self.piece(of: room, validity, (rows.count + 7) / 8))
      if hasOffsets {
        column.copyOffsets(
          rows, from: start, to: Self.piece(of: room, offsets, (rows.count + 1) * 4))
      }
      if children.isEmpty {
        column.copyValues(rows, from: start, to: Self.piece(of: room, values, valueBytes))
      }
      let written = ColumnDescriptor(
        type: column.typeNumber, rows: UInt32(rows.count), nulls: UInt32(nulls),
        // What is empty may begin where guest memory ends, at 2^32.
        validity: column.validity == nil ? 0 : address &+ UInt32(validity),
        offsets: hasOffsets ? address &+ UInt32(offsets) : 0,
        values: address &+ UInt32(values),
        valueBytes: UInt32(children.isEmpty ? valueBytes : children.count))
      if let start = room.baseAddress { written.write(to: start + descriptor) }
      for child in children { child.write(to: room, address: address) }
    }

    private static func piece(
      of room: UnsafeMutableRawBufferPointer, _ place: Int, _ count: Int
    ) -> UnsafeMutableRawBufferPointer {
      UnsafeMutableRawBufferPointer(
        rebasing: room[min(place, room.count)..<min(place + count, room.count)])
    }
  }
}

extension PythonGuestError {
  /// What a column of another library is refused with.
  package init(brokenColumn error: ColumnError) {
    self.init(.invalidInput, "a column is not well formed: \(error.message)", underlying: error)
  }
}

// MARK: What a column's rows take, and how they are copied

extension Column {
  /// Bytes of the values of some rows of a type without children.
  fileprivate func valueBytes(_ rows: Range<Int>) throws(PythonGuestError) -> Int {
    if let count = type.layout.valueBytes(rows: rows.count) { return count }
    return try span(rows).count
  }

  /// Where the values of rows of bytes, or the elements of lists, lie.
  fileprivate func span(_ rows: Range<Int>) throws(PythonGuestError) -> Range<Int> {
    guard !rows.isEmpty else { return 0..<0 }
    do throws(ColumnError) {
      let first = try range(at: rows.lowerBound)
      let last = try range(at: rows.upperBound - 1)
      guard first.lowerBound <= last.upperBound else {
        throw ColumnError(.invalidOffset, "offsets fall")
      }
      return first.lowerBound..<last.upperBound
    } catch {
      throw PythonGuestError(brokenColumn: error)
    }
  }

  /// The rows of children that belong to some rows.
  fileprivate func childRows(_ rows: Range<Int>) throws(PythonGuestError) -> Range<Int> {
    type.layout == .list
      ? try span(rows) : offset + rows.lowerBound..<offset + rows.upperBound
  }

  /// Bytes that rows take, with those of their children.
  fileprivate func allBytes(_ rows: Range<Int>) throws(PythonGuestError) -> Int {
    let own = type.id.isNested ? rows.count * 4 : try valueBytes(rows)
    if children.isEmpty { return own }
    let inner = try childRows(rows)
    var sum = own
    for child in children { sum += try child.allBytes(inner) }
    return sum
  }

  /// Writes which rows are there, and answers how many are NULL.
  fileprivate func copyValidity(
    _ rows: Range<Int>, to target: UnsafeMutableRawBufferPointer
  ) -> Int {
    if type.id == .null { return rows.count }
    guard let validity else { return 0 }
    validity.withUnsafeBytes { Self.copyBits($0, from: offset + rows.lowerBound, to: target) }
    if rows.count % 8 != 0, let last = target.indices.last {
      target[last] &= (1 << UInt8(rows.count % 8)) - 1
    }
    return rows.count - target.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  fileprivate func copyValues(
    _ rows: Range<Int>, from first: Int, to target: UnsafeMutableRawBufferPointer
  ) {
    guard !target.isEmpty else { return }
    values.withUnsafeBytes { bytes in
      let start: Int
      switch type.layout {
      case .bits: return Self.copyBits(bytes, from: offset + rows.lowerBound, to: target)
      case .fixed(let width): start = (offset + rows.lowerBound) * width
      case .bytes: start = first
      case .none, .list, .structure: return
      }
      guard start + target.count <= bytes.count else { return }
      target.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + target.count]))
    }
  }

  /// Whether the offsets of some rows rise: the guest takes them as they are.
  fileprivate func checkOffsets(_ rows: Range<Int>) throws(PythonGuestError) {
    guard type.layout.hasOffsets else { return }
    do throws(ColumnError) {
      var last = Int.min
      for row in rows {
        let next = try range(at: row)
        guard next.lowerBound >= last else {
          throw ColumnError(.invalidOffset, "an offset is below the one before it")
        }
        last = next.upperBound
      }
    } catch {
      throw PythonGuestError(brokenColumn: error)
    }
  }

  /// Writes offsets that count from the first row's.
  fileprivate func copyOffsets(
    _ rows: Range<Int>, from first: Int, to target: UnsafeMutableRawBufferPointer
  ) {
    offsets.withUnsafeBytes { offsets in
      let target = target.assumingMemoryBound(to: Int32.self)
      let (first, start) = (Int32(truncatingIfNeeded: first), offset + rows.lowerBound)
      guard !rows.isEmpty else {
        target[0] = 0
        return
      }
      for index in 0...rows.count {
        let next = offsets.loadUnaligned(fromByteOffset: (start + index) * 4, as: Int32.self)
        target[index] = next &- first
      }
    }
  }

  /// One bit a row, the first row's at the start.
  private static func copyBits(
    _ bits: UnsafeRawBufferPointer, from start: Int, to target: UnsafeMutableRawBufferPointer
  ) {
    for index in target.indices { target[index] = Bitmap.byte(at: start + index * 8, in: bits) }
  }
}

extension Batch {
  /// Rows that are handed to the guest at once, which has less memory for a row as it holds more.
  private static let mostRows = 1 << 16
  private static let mostBytes = 1 << 20

  /// The rows from `start` on that are handed over together: at least one, where there is one.
  func piece(from start: Int) throws(PythonGuestError) -> Range<Int> {
    let most = min(start + Self.mostRows, rowCount)
    if start >= most { return start..<most }
    if try bytes(start..<most) <= Self.mostBytes { return start..<most }
    // The last row at which the limit is kept lies between these.
    var (fitting, exceeding) = (start + 1, most)
    while exceeding - fitting > 1 {
      let middle = (fitting + exceeding) / 2
      if try bytes(start..<middle) <= Self.mostBytes {
        fitting = middle
      } else {
        exceeding = middle
      }
    }
    return start..<fitting
  }

  private func bytes(_ rows: Range<Int>) throws(PythonGuestError) -> Int {
    var sum = 0
    for column in columns { sum += try column.allBytes(rows) }
    return sum
  }
}
