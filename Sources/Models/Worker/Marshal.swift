import Columns

/// Letters that begin an object in the form of Python's `marshal`.
enum Marshal {
  static let list = UInt8(ascii: "[")
  static let none = UInt8(ascii: "N")
  static let yes = UInt8(ascii: "T")
  static let no = UInt8(ascii: "F")
  /// 32 bits.
  static let int = UInt8(ascii: "i")
  /// A count of 32 bits with the number's sign, and as many digits of 15 bits in two bytes each.
  static let longInt = UInt8(ascii: "l")
  static let float = UInt8(ascii: "g")
  static let bytes = UInt8(ascii: "s")
  static let shortASCII = UInt8(ascii: "z")
  static let internedShortASCII = UInt8(ascii: "Z")
  static let ascii = UInt8(ascii: "a")
  static let internedASCII = UInt8(ascii: "A")
  static let utf8 = UInt8(ascii: "u")
  static let internedUTF8 = UInt8(ascii: "t")
  /// The number of an object that came before.
  static let reference = UInt8(ascii: "r")
  /// Set in the letter of an object that has a number by which it may be referred to later.
  static let counted: UInt8 = 0x80
}

/// Objects in marshal's form, written to room that its owner has made large enough.
struct MarshalOutput {
  private let room: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(_ room: UnsafeMutableRawBufferPointer) { self.room = room }

  /// A row's value.
  @inline(__always)
  mutating func put(_ row: Int, of column: Column, _ values: UnsafeRawBufferPointer) {
    if column.isNull(row) { return put(Marshal.none) }
    let place = column.offset + row
    switch column.type.id {
    case .bool:
      put(values[place >> 3] & (1 << UInt8(place & 7)) != 0 ? Marshal.yes : Marshal.no)
    case .int64, .time64, .timestamp, .duration:
      put(Int64(littleEndian: values.loadUnaligned(fromByteOffset: place * 8, as: Int64.self)))
    case .date32:
      put(
        Int64(Int32(littleEndian: values.loadUnaligned(fromByteOffset: place * 4, as: Int32.self))))
    case .float64:
      put(Marshal.float)
      store(values.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self))
    case .utf8: column.withBytes(at: row) { putText($0) }
    case .binary:
      put(Marshal.bytes)
      column.withBytes(at: row) { bytes in
        put(UInt32(truncatingIfNeeded: bytes.count))
        copy(bytes)
      }
    default: put(Marshal.none)
    }
  }

  mutating func put(_ letter: UInt8) { store(letter) }

  mutating func put(_ count: UInt32) { store(count.littleEndian) }

  private mutating func put(_ value: Int64) {
    if let small = Int32(exactly: value) {
      put(Marshal.int)
      return store(small.littleEndian)
    }
    put(Marshal.longInt)
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
      put(Marshal.shortASCII)
      store(count)
    } else {
      put(isASCII ? Marshal.ascii : Marshal.utf8)
      put(UInt32(truncatingIfNeeded: text.count))
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

/// Objects in marshal's form, read one after another.
struct MarshalInput {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  @inline(__always)
  mutating func letter() -> UInt8? { integer(UInt8.self) }

  /// The next little-endian integer; nil past the end.
  @inline(__always)
  mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
    _: Integer.Type
  ) -> Integer? {
    let size = MemoryLayout<Integer>.size
    guard size <= bytes.count - position else { return nil }
    defer { position += size }
    return Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Integer.self))
  }

  /// The next bytes; nil past the end.
  @inline(__always)
  mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
    guard 0...(bytes.count - position) ~= count else { return nil }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }
}
