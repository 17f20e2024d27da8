import CArrow

/// One array of another Arrow library, whose numbers agree with one another and with its type.
struct ArrayParts {
  private let array: ArrowArray
  let count: Int
  /// Rows that lie before the first.
  let offset: Int

  /// - Throws: `.invalidArrow` or `.tooLarge` where this is no array of a type with so many buffers
  ///   and children.
  init(_ array: ArrowArray, buffers: Int, children: Int) throws(ColumnError) {
    let (end, overflow) = array.length.addingReportingOverflow(array.offset)
    guard array.length >= 0, array.offset >= 0, -1...array.length ~= array.null_count else {
      throw ColumnError(
        .invalidArrow,
        "an Arrow array of \(array.length) rows from \(array.offset) on, \(array.null_count) NULL")
    }
    guard !overflow, end <= Int64(Column.maximumCount) else {
      throw ColumnError(.tooLarge, "a column holds at most \(Column.maximumCount) rows")
    }
    guard array.n_buffers == buffers, array.n_children == children,
      buffers == 0 || array.buffers != nil, children == 0 || array.children != nil
    else {
      throw ColumnError(
        .invalidArrow,
        "an Arrow array with \(array.n_buffers) buffers and \(array.n_children) children where its "
          + "type has \(buffers) and \(children)")
    }
    self.array = array
    count = Int(array.length)
    offset = Int(array.offset)
  }

  /// Where the rows end, counted as the buffers count.
  var end: Int { offset + count }
  var rows: Range<Int> { offset..<end }

  func child(_ index: Int) throws(ColumnError) -> UnsafeMutablePointer<ArrowArray> {
    guard let child = array.children[index] else {
      throw ColumnError(.invalidArrow, "an Arrow array whose child \(index) is not there")
    }
    return child
  }

  /// Some bytes of a buffer.
  func buffer(
    _ index: Int, _ bytes: Range<Int>, of owner: any Sendable & AnyObject
  ) throws(ColumnError) -> Buffer {
    if bytes.isEmpty { return Buffer() }
    guard let start = array.buffers[index] else {
      throw ColumnError(
        .invalidArrow,
        "an Arrow array whose buffer \(index) of \(bytes.upperBound) bytes is not there")
    }
    return Buffer(
      lending: UnsafeRawBufferPointer(start: start + bytes.lowerBound, count: bytes.count),
      owner: owner)
  }

  /// The bitmap, nil where no row is NULL, and how many are.
  ///
  /// - Parameter skippedRows: rows in front to leave out, eight to a byte.
  func validity(
    skipping skippedRows: Int = 0, of owner: any Sendable & AnyObject
  ) throws(ColumnError) -> (bits: Buffer?, nulls: Int) {
    guard array.null_count != 0, count > 0 else { return (nil, 0) }
    if array.null_count == -1, array.buffers[0] == nil { return (nil, 0) }
    let bits = try buffer(0, skippedRows / 8..<Bitmap.byteCount(end), of: owner)
    let nulls =
      array.null_count == -1
      ? Bitmap.clearCount(bits, offset - skippedRows..<end - skippedRows) : Int(array.null_count)
    return (nulls == 0 ? nil : bits, nulls)
  }
}

extension ArrayParts {
  /// Offsets of 32 bits.
  struct Offsets {
    let offsets: Buffer
    /// What they lead to.
    let reached: Range<Int>
    /// Rows in front that they leave out, eight to a byte of the bitmap.
    let skippedRows: Int
  }

  /// Offsets that are lent.
  func offsets(of owner: any Sendable & AnyObject) throws(ColumnError) -> Offsets {
    let offsets = try buffer(1, 0..<(end + 1) * 4, of: owner)
    let first = try offsets.load(offset, as: Int32.self)
    let last = try offsets.load(end, as: Int32.self)
    guard first >= 0, first <= last else { throw Self.falling }
    return Offsets(offsets: offsets, reached: 0..<Int(last), skippedRows: 0)
  }

  /// A copy of offsets of 64 bits, counted from the first row's on.
  func narrowedOffsets(of owner: any Sendable & AnyObject) throws(ColumnError) -> Offsets {
    let wide = try buffer(1, 0..<(end + 1) * 8, of: owner)
    let first = try wide.load(offset, as: Int64.self)
    let last = try wide.load(end, as: Int64.self)
    guard first >= 0, first <= last else { throw Self.falling }
    guard last - first <= Int64(Column.maximumCount) else {
      throw ColumnError(
        .tooLarge, "offsets of 64 bits that reach over \(last - first) values; slice the array")
    }
    var narrow = [Int32](repeating: 0, count: offset % 8)
    narrow.reserveCapacity(offset % 8 + count + 1)
    try wide.withUnsafeBytes { (bytes) throws(ColumnError) in
      for row in offset...end {
        let next = bytes.loadUnaligned(fromByteOffset: row * 8, as: Int64.self)
        guard first <= next, next <= last else { throw Self.falling }
        narrow.append(Int32(truncatingIfNeeded: next - first))
      }
    }
    return Offsets(
      offsets: Buffer([UInt8](bytesOf: narrow)), reached: Int(first)..<Int(last),
      skippedRows: offset - offset % 8)
  }

  private static var falling: ColumnError {
    ColumnError(.invalidOffset, "an offset is below the one before it")
  }
}
