import Columns
import PythonGuest

/// Reads the slices that `pyguest.worker.slices` writes into a column. Nothing in them is taken on
/// trust.
struct SliceReader {
  private let type: DataType
  private let slices: RowSlices
  private var validity: [UInt8]
  private var offsets: [Int32] = []
  private var values: [UInt8]
  /// Rows whose offset is set.
  private var endedRows = 0
  /// The bytes, in the reply, of objects that marshal counts since it writes them once only; nil
  /// for the list itself.
  private var seen: [UnsafeRawBufferPointer?] = []
  /// Bytes of texts that the column may hold, however often a slice refers to one.
  private let mostBytes: Int
  private var isTooLarge = false

  /// The column in `bytes`, NULL where the function was not called; nil where they are broken.
  ///
  /// - Throws: `memory_limit`, where its texts take more than `mostBytes`.
  static func column(
    _ type: DataType, _ slices: RowSlices, _ bytes: ArraySlice<UInt8>, mostBytes: Int
  ) throws(PythonGuestError) -> Column? {
    if type.id.isNested || type.id == .decimal || type.id == .uuid {
      return try PlainReader.column(type, slices, bytes, mostBytes: mostBytes)
    }
    var reader = SliceReader(type, slices, mostBytes: max(0, min(mostBytes, Column.maximumCount)))
    if type.layout.hasOffsets { reader.values.reserveCapacity(bytes.count) }
    let isRead = bytes.withUnsafeBytes { reader.read(MarshalInput($0)) }
    if reader.isTooLarge { throw PythonGuestError(.memoryLimit, "for the text it returned") }
    guard isRead else { return nil }
    return try? Column(
      validating: type, count: slices.count, validity: type == .null ? [] : reader.validity,
      offsets: reader.offsets, values: reader.values)
  }

  private init(_ type: DataType, _ slices: RowSlices, mostBytes: Int) {
    self.mostBytes = mostBytes
    self.type = type
    self.slices = slices
    validity = slices.bits ?? [UInt8](repeating: 0xff, count: (slices.count + 7) / 8)
    values = [UInt8](repeating: 0, count: type.layout.valueBytes(rows: slices.count) ?? 0)
    if type.layout.hasOffsets { offsets = [Int32](repeating: 0, count: slices.count + 1) }
  }

  private mutating func read(_ bytes: MarshalInput) -> Bool {
    var input = bytes
    var position = 0
    for count in slices.counts {
      guard let letter = input.letter() else { return false }
      let isRead =
        letter & ~Marshal.counted == Marshal.list
        ? readList(&input, position, count, isCounted: letter & Marshal.counted != 0)
        : readNumbers(&input, letter, position, count)
      guard isRead else { return false }
      position += count
    }
    if type.layout.hasOffsets { end(row: slices.count - 1) }
    return input.isAtEnd
  }

  // MARK: Numbers

  private mutating func readNumbers(
    _ input: inout MarshalInput, _ letter: UInt8, _ start: Int, _ count: Int
  ) -> Bool {
    let (all, some) = numberLetters
    guard letter == all || letter == some else { return false }
    var present: UnsafeRawBufferPointer?
    if letter == some {
      guard let flags = input.take(count) else { return false }
      present = flags
    }
    var narrow: Int?
    if all == UInt8(ascii: "w") {
      guard case .fixed(let width) = type.layout else { return false }
      narrow = width
    }
    for index in 0..<count {
      let row = slices.row(start + index)
      if let present, present[index] == 0 {
        setNull(row)
      } else if let narrow {
        guard copy(&input, row, bytes: narrow) else { return false }
      } else {
        guard let bits = input.integer(Int64.self), set(row, bits) else { return false }
      }
    }
    return true
  }

  /// How a slice of numbers begins: without and with flags for NULL.
  private var numberLetters: (UInt8, UInt8) {
    switch type.id {
    case .float64: (UInt8(ascii: "d"), UInt8(ascii: "D"))
    case .int64, .date32, .time64, .timestamp, .duration: (UInt8(ascii: "q"), UInt8(ascii: "Q"))
    default: (UInt8(ascii: "w"), UInt8(ascii: "W"))
    }
  }

  /// Copies a number of the column's own size.
  private mutating func copy(_ input: inout MarshalInput, _ row: Int, bytes count: Int) -> Bool {
    guard let bytes = input.take(count) else { return false }
    values.withUnsafeMutableBytes {
      UnsafeMutableRawBufferPointer(rebasing: $0[row * count..<row * count + count])
        .copyMemory(from: bytes)
    }
    return true
  }

  // MARK: Lists

  private mutating func readList(
    _ input: inout MarshalInput, _ start: Int, _ count: Int, isCounted: Bool
  ) -> Bool {
    seen.removeAll(keepingCapacity: true)
    if isCounted { seen.append(nil) }
    guard input.integer(UInt32.self) == UInt32(exactly: count) else { return false }
    for position in start..<start + count {
      guard readItem(&input, slices.row(position)) else { return false }
    }
    return true
  }

  @inline(__always)
  private mutating func readItem(_ input: inout MarshalInput, _ row: Int) -> Bool {
    guard let letter = input.letter() else { return false }
    if letter == Marshal.none {
      setNull(row)
      return true
    }
    switch type.id {
    case .null: return false
    case .bool:
      guard letter == Marshal.yes || letter == Marshal.no else { return false }
      if letter == Marshal.yes { values[row >> 3] |= 1 << UInt8(truncatingIfNeeded: row & 7) }
      return true
    case .int64, .date32, .time64, .timestamp, .duration:
      guard let number = input.int(letter).flatMap({ Int64(exactly: $0) }) else { return false }
      return set(row, number)
    case .float64:
      guard letter == Marshal.float, let bits = input.integer(Int64.self) else { return false }
      return set(row, bits)
    case .utf8, .binary:
      return readBytes(&input, letter, row)
    default: return false
    }
  }

  private mutating func readBytes(
    _ input: inout MarshalInput, _ letter: UInt8, _ row: Int
  ) -> Bool {
    if letter == Marshal.reference {
      guard let index = input.integer(UInt32.self), seen.indices.contains(Int(index)),
        let known = seen[Int(index)], hasRoom(for: known.count)
      else { return false }
      values.append(contentsOf: known)
      end(row: row)
      return true
    }
    let isCounted = letter & Marshal.counted != 0
    let kind = letter & ~Marshal.counted
    let count =
      if type == .utf8 {
        input.textCount(kind)
      } else {
        kind == Marshal.bytes ? input.integer(UInt32.self).map { Int($0) } : nil
      }
    guard let count, let bytes = input.take(count), hasRoom(for: count) else { return false }
    if isCounted { seen.append(bytes) }
    values.append(contentsOf: bytes)
    end(row: row)
    return true
  }

  private mutating func hasRoom(for count: Int) -> Bool {
    if count > mostBytes - values.count { isTooLarge = true }
    return !isTooLarge
  }

  // MARK: Rows

  private mutating func setNull(_ row: Int) {
    guard type != .null else { return }
    validity[row >> 3] &= ~(1 << UInt8(truncatingIfNeeded: row & 7))
    if type.layout.hasOffsets { end(row: row) }
  }

  /// Stores a number, or a float's bits; false where the column does not hold it.
  @inline(__always)
  private mutating func set(_ row: Int, _ value: Int64) -> Bool {
    values.withUnsafeMutableBytes { bytes in
      switch type.id {
      case .int64, .time64, .timestamp, .duration, .float64:
        bytes.storeBytes(of: value.littleEndian, toByteOffset: row * 8, as: Int64.self)
        return true
      case .date32:
        guard let days = Int32(exactly: value) else { return false }
        bytes.storeBytes(of: days.littleEndian, toByteOffset: row * 4, as: Int32.self)
        return true
      default: return false
      }
    }
  }

  /// Ends a row's bytes, and before it those of the rows that were left out.
  private mutating func end(row: Int) {
    let place = Int32(truncatingIfNeeded: values.count)
    while endedRows < row {
      endedRows += 1
      offsets[endedRows] = offsets[endedRows - 1]
    }
    guard endedRows == row else { return }
    endedRows += 1
    offsets[endedRows] = place
  }
}
