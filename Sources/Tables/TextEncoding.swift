/// How text is written in bytes.
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  /// The byte order is told by a mark, and is little-endian without one.
  case utf16 = "utf-16"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case latin1 = "latin-1"
  case latin9 = "iso-8859-15"
  case windows1252 = "windows-1252"

  /// What to say of text that is not UTF-8 where it should be.
  static let mistaken = "not UTF-8: name the file's encoding with --encoding"

  /// The encoding of a name as Python and others know it, in any case.
  public init?(name: String) {
    let letters = name.lowercased().filter { !"-_ ".contains($0) }
    switch letters {
    case "utf8", "utf8sig", "ascii", "usascii": self = .utf8
    case "utf16": self = .utf16
    case "utf16le": self = .utf16LittleEndian
    case "utf16be": self = .utf16BigEndian
    case "latin1", "l1", "iso88591": self = .latin1
    case "latin9", "l9", "iso885915": self = .latin9
    case "windows1252", "cp1252": self = .windows1252
    default: return nil
    }
  }

  /// The encoding that a byte order mark tells, and the mark's length.
  static func marked(_ head: [UInt8]) -> (encoding: TextEncoding, length: Int)? {
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if head.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
    if head.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
    return nil
  }

  /// Whether a mark of `other` belongs to text of this encoding.
  func agrees(with other: TextEncoding) -> Bool {
    self == other || (self == .utf16 && (other == .utf16LittleEndian || other == .utf16BigEndian))
  }

  /// What the bytes from 128 on stand for, where each byte is a character.
  var upperHalf: [Unicode.Scalar?]? {
    switch self {
    case .utf8, .utf16, .utf16LittleEndian, .utf16BigEndian: nil
    case .latin1: Self.latin1Half
    case .latin9: Self.replacing(Self.latin9Differences)
    case .windows1252: Self.replacing(Self.windows1252Differences)
    }
  }

  private static let latin1Half: [Unicode.Scalar?] = (0x80...0xFF).map { Unicode.Scalar($0) }

  private static func replacing(_ differences: [UInt8: UInt32]) -> [Unicode.Scalar?] {
    var half = latin1Half
    for (byte, scalar) in differences { half[Int(byte) - 0x80] = Unicode.Scalar(scalar) }
    return half
  }

  private static let latin9Differences: [UInt8: UInt32] = [
    0xA4: 0x20AC, 0xA6: 0x160, 0xA8: 0x161, 0xB4: 0x17D, 0xB8: 0x17E, 0xBC: 0x152, 0xBD: 0x153,
    0xBE: 0x178,
  ]

  /// Five bytes have no meaning: half a surrogate pair is no scalar.
  private static let windows1252Differences: [UInt8: UInt32] = [
    0x80: 0x20AC, 0x81: 0xD800, 0x82: 0x201A, 0x83: 0x192, 0x84: 0x201E, 0x85: 0x2026,
    0x86: 0x2020, 0x87: 0x2021, 0x88: 0x2C6, 0x89: 0x2030, 0x8A: 0x160, 0x8B: 0x2039,
    0x8C: 0x152, 0x8D: 0xD800, 0x8E: 0x17D, 0x8F: 0xD800, 0x90: 0xD800, 0x91: 0x2018,
    0x92: 0x2019, 0x93: 0x201C, 0x94: 0x201D, 0x95: 0x2022, 0x96: 0x2013, 0x97: 0x2014,
    0x98: 0x2DC, 0x99: 0x2122, 0x9A: 0x161, 0x9B: 0x203A, 0x9C: 0x153, 0x9D: 0xD800,
    0x9E: 0x17E, 0x9F: 0x178,
  ]
}
