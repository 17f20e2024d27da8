/// Letters that begin an object in the form of Python's `marshal`.
enum Marshal {
  static let list = UInt8(ascii: "[")
  static let tuple = UInt8(ascii: "(")
  /// Keys and values one after another, up to the end.
  static let dict = UInt8(ascii: "{")
  static let dictEnd = UInt8(ascii: "0")
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

  /// Passes a letter, where it is the next.
  mutating func skip(_ letter: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == letter else { return false }
    position += 1
    return true
  }

  /// The rest of an int that begins with a letter; nil where it is none of 127 bits and a sign.
  @inline(__always)
  mutating func int(_ letter: UInt8) -> Int128? {
    if letter == Marshal.int { return integer(Int32.self).map { Int128($0) } }
    return letter == Marshal.longInt ? longInt() : nil
  }

  private mutating func longInt() -> Int128? {
    guard let signed = integer(Int32.self), signed.magnitude <= 9 else { return nil }
    var magnitude: UInt128 = 0
    for digit in 0..<signed.magnitude {
      guard let bits = integer(UInt16.self), bits < 1 << 15 else { return nil }
      // The ninth digit has 7 bits left.
      guard digit < 8 || bits < 1 << 7 else { return nil }
      magnitude |= UInt128(bits) << UInt128(15 * digit)
    }
    guard let number = Int128(exactly: magnitude) else { return nil }
    return signed < 0 ? -number : number
  }

  /// The bytes of a text that begins with a letter; nil where that begins none.
  @inline(__always)
  mutating func textCount(_ letter: UInt8) -> Int? {
    switch letter {
    case Marshal.shortASCII, Marshal.internedShortASCII: integer(UInt8.self).map { Int($0) }
    case Marshal.ascii, Marshal.internedASCII, Marshal.utf8, Marshal.internedUTF8:
      integer(UInt32.self).map { Int($0) }
    default: nil
    }
  }

  /// The next bytes; nil past the end.
  @inline(__always)
  mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
    guard 0...(bytes.count - position) ~= count else { return nil }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }
}
