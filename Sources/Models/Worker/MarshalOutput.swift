import Columns

/// Objects in marshal's form, written to room that its owner has made large enough.
struct MarshalOutput {
  private let room: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(_ room: UnsafeMutableRawBufferPointer) { self.room = room }

  /// A row's value.
  @inline(__always)
  mutating func put(_ row: Int, of column: Column, _ values: UnsafeRawBufferPointer) {
    if column.isNull(row) { return put(letter: Marshal.none) }
    let place = column.offset + row
    switch column.type.id {
    case .bool:
      let isSet = values[place >> 3] & (1 << UInt8(place & 7)) != 0
      put(letter: isSet ? Marshal.yes : Marshal.no)
    case .int64, .time64, .timestamp, .duration, .zonedTimestamp:
      put(Int64(littleEndian: values.loadUnaligned(fromByteOffset: place * 8, as: Int64.self)))
    case .float64:
      put(letter: Marshal.float)
      store(values.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self))
    case .utf8, .json: column.withBytes(at: row) { putText($0) }
    case .binary:
      put(letter: Marshal.bytes)
      column.withBytes(at: row) { bytes in
        put(count: bytes.count)
        copy(bytes)
      }
    case .list, .map, .structure: putNested(row, of: column)
    default: putRare(place, of: column.type, values)
    }
  }

  /// A number of fewer bits than 64, or of more, from a place in a column's values.
  private mutating func putRare(
    _ place: Int, of type: DataType, _ values: UnsafeRawBufferPointer
  ) {
    func load<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type) -> Number {
      let width = MemoryLayout<Number>.size
      return Number(
        littleEndian: values.loadUnaligned(fromByteOffset: place * width, as: Number.self))
    }
    switch type.id {
    case .int8: put(Int64(load(Int8.self)))
    case .int16: put(Int64(load(Int16.self)))
    case .int32, .date32: put(Int64(load(Int32.self)))
    case .uint8: put(Int64(load(UInt8.self)))
    case .uint16: put(Int64(load(UInt16.self)))
    case .uint32: put(Int64(load(UInt32.self)))
    case .uint64: put(Int128(load(UInt64.self)))
    case .decimal: put(load(Int128.self))
    case .float32:
      put(letter: Marshal.float)
      store(Double(Float(bitPattern: load(UInt32.self))).bitPattern.littleEndian)
    case .uuid:
      put(letter: Marshal.bytes)
      put(count: 16)
      copy(UnsafeRawBufferPointer(rebasing: values[place * 16..<place * 16 + 16]))
    default: put(letter: Marshal.none)
    }
  }

  /// A row's list, dict or tuple, in the forms that `pyguest.worker.plain` tells.
  private mutating func putNested(_ row: Int, of column: Column) {
    if column.type.layout == .structure {
      put(letter: Marshal.tuple)
      put(count: column.children.count)
      for child in column.children { put(column.offset + row, of: child) }
      return
    }
    let elements = (try? column.range(at: row)) ?? 0..<0
    guard let child = column.children.first else { return put(letter: Marshal.none) }
    if column.type.id == .list {
      put(letter: Marshal.list)
      put(count: elements.count)
      child.values.withUnsafeBytes { values in
        for element in elements { put(element, of: child, values) }
      }
    } else {
      put(letter: Marshal.dict)
      for element in elements {
        for field in child.children { put(child.offset + element, of: field) }
      }
      put(letter: Marshal.dictEnd)
    }
  }

  private mutating func put(_ row: Int, of column: Column) {
    column.values.withUnsafeBytes { put(row, of: column, $0) }
  }

  /// Bytes that some rows take at most.
  ///
  /// - Parameter column: one that has been checked, whose offsets rise.
  static func mostBytes(_ rows: Range<Int>, of column: Column) -> Int {
    switch column.type.layout {
    case .none, .bits: return rows.count
    case .fixed: return rows.count * mostNumberBytes
    case .bytes: return rows.count * headBytes + span(rows, of: column).count
    case .list:
      let elements = span(rows, of: column)
      return column.children.reduce(rows.count * headBytes) { $0 + mostBytes(elements, of: $1) }
    case .structure:
      let inside = column.offset + rows.lowerBound..<column.offset + rows.upperBound
      return column.children.reduce(rows.count * headBytes) { $0 + mostBytes(inside, of: $1) }
    }
  }

  /// A letter and a count of four bytes.
  static let headBytes = 5
  /// That, and nine digits of 15 bits in two bytes each.
  private static let mostNumberBytes = 23

  private static func span(_ rows: Range<Int>, of column: Column) -> Range<Int> {
    guard !rows.isEmpty, let first = try? column.range(at: rows.lowerBound),
      let last = try? column.range(at: rows.upperBound - 1)
    else { return 0..<0 }
    return first.lowerBound..<max(first.lowerBound, last.upperBound)
  }

  mutating func put(letter: UInt8) { store(letter) }

  mutating func put(count: Int) { store(UInt32(truncatingIfNeeded: count).littleEndian) }

  @inline(__always)
  private mutating func put(_ value: some FixedWidthInteger) {
    if let small = Int32(exactly: value) {
      put(letter: Marshal.int)
      return store(small.littleEndian)
    }
    put(letter: Marshal.longInt)
    let place = count
    count += 4
    var rest = value.magnitude
    var digits: Int32 = 0
    while rest != 0 {
      store(UInt16(rest & 0x7fff).littleEndian)
      rest >>= 15
      digits += 1
    }
    let signed = value < 0 ? -digits : digits
    room.storeBytes(of: signed.littleEndian, toByteOffset: place, as: Int32.self)
  }

  private mutating func putText(_ text: UnsafeRawBufferPointer) {
    var bits: UInt8 = 0
    for byte in text { bits |= byte }
    let isASCII = bits < 0x80
    if isASCII, let count = UInt8(exactly: text.count) {
      put(letter: Marshal.shortASCII)
      store(count)
    } else {
      put(letter: isASCII ? Marshal.ascii : Marshal.utf8)
      put(count: text.count)
    }
    copy(text)
  }

  @inline(__always)
  private mutating func store<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer) {
    room.storeBytes(of: value, toByteOffset: count, as: Integer.self)
    count += MemoryLayout<Integer>.size
  }

  @inline(__always)
  private mutating func copy(_ bytes: UnsafeRawBufferPointer) {
    UnsafeMutableRawBufferPointer(rebasing: room[count...]).copyMemory(from: bytes)
    count += bytes.count
  }
}
