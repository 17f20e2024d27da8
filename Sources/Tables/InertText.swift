/// The one way to show text of strangers: what could move a terminal's cursor, change its colours
/// or turn the order of letters around is written as an escape.
///
/// That are control characters, those of the right-to-left scripts' direction, line separators
/// of Unicode, and bytes that are not UTF-8. Text may come in pieces, cut anywhere.
public struct InertText: Sendable {
  /// What text is shown as.
  public enum Style: Sendable {
    /// Lines: line feeds, tabs, and carriage returns before line feeds are kept.
    case block
    /// A part of a line: nothing is kept.
    case line
    /// JSON, which stays JSON of the same value. Line feeds and tabs are kept.
    case json
  }

  private let style: Style
  /// The beginning of a character, or a carriage return, whose end may come in the next piece.
  private var cut: [UInt8] = []

  /// Text that begins.
  public init(_ style: Style) { self.style = style }

  /// Text of one piece.
  public static func shown(_ bytes: some Sequence<UInt8>, as style: Style) -> [UInt8] {
    var inert = InertText(style)
    var text: [UInt8] = []
    Array(bytes).withUnsafeBytes { inert.append($0, to: &text) }
    inert.finish(to: &text)
    return text
  }

  /// Text of one piece.
  public static func shown(_ text: String, as style: Style) -> String {
    String(decoding: shown(text.utf8, as: style), as: UTF8.self)
  }

  /// Appends a piece of text, but for a character at its end that may go on.
  public mutating func append(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    guard !cut.isEmpty else { return scan(bytes, isLast: false, to: &text) }
    let joined = cut + bytes
    cut = []
    joined.withUnsafeBytes { scan($0, isLast: false, to: &text) }
  }

  /// Appends what is left where nothing follows.
  public mutating func finish(to text: inout [UInt8]) {
    let rest = cut
    cut = []
    rest.withUnsafeBytes { scan($0, isLast: true, to: &text) }
  }

  private mutating func scan(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, to text: inout [UInt8]
  ) {
    var position = 0
    var start = 0
    while position < bytes.count {
      if (0x20..<0x7F).contains(bytes[position]) {
        position += 1
        continue
      }
      let next = Character(bytes, at: position)
      if !isLast, next.mayGoOn(bytes.count - position) {
        text.append(contentsOf: bytes[start..<position])
        cut = Array(bytes[position...])
        return
      }
      if !isKept(next) {
        text.append(contentsOf: bytes[start..<position])
        appendEscape(next, to: &text)
        start = position + next.count
      }
      position += next.count
    }
    text.append(contentsOf: bytes[start...])
  }

  private func isKept(_ character: Character) -> Bool {
    switch character {
    case .scalar("\n", _), .scalar("\t", _), .lineEnd: style != .line
    case .scalar(let scalar, _): !scalar.isActive
    case .cut, .invalid: false
    }
  }

  private func appendEscape(_ character: Character, to text: inout [UInt8]) {
    let isJSON = style == .json
    let escape =
      switch character {
      // JSON has it between values alone.
      case .scalar("\r", _) where isJSON: " "
      case .scalar(let scalar, _) where isJSON: JSONText.escape(scalar)
      case .scalar(let scalar, _): scalar.escaped(asASCII: true)
      case .lineEnd: "\\r\\n"
      case .cut(let bytes), .invalid(let bytes):
        isJSON
          ? "\\ufffd" : bytes.map { "\\x" + String($0, radix: 16, uppercase: true) }.joined()
      }
    text.append(contentsOf: escape.utf8)
  }
}

extension InertText {
  /// What stands at a place in text.
  private enum Character {
    case scalar(Unicode.Scalar, count: Int)
    /// A carriage return and a line feed.
    case lineEnd
    /// All bytes to the end of the piece, of a character that goes on.
    case cut([UInt8])
    /// Bytes that are no UTF-8.
    case invalid([UInt8])

    init(_ bytes: UnsafeRawBufferPointer, at position: Int) {
      let first = bytes[position]
      if first == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A {
        self = .lineEnd
        return
      }
      if first < 0x80 {
        self = .scalar(Unicode.Scalar(first), count: 1)
        return
      }
      // The bytes that may follow the first, which exclude overlong forms and surrogates.
      let (length, second): (Int, ClosedRange<UInt8>) =
        switch first {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: (0, 0x80...0xBF)
        }
      var value = UInt32(first) & (0x7F >> UInt32(length))
      for offset in 1..<max(length, 1) {
        guard position + offset < bytes.count else {
          self = .cut(Array(bytes[position...]))
          return
        }
        let byte = bytes[position + offset]
        guard offset == 1 ? second.contains(byte) : byte & 0xC0 == 0x80 else { break }
        value = value << 6 | UInt32(byte & 0x3F)
        guard offset == length - 1, let scalar = Unicode.Scalar(value) else { continue }
        self = .scalar(scalar, count: length)
        return
      }
      self = .invalid([first])
    }

    var count: Int {
      switch self {
      case .scalar(_, let count): count
      case .lineEnd: 2
      case .cut(let bytes), .invalid(let bytes): bytes.count
      }
    }

    /// Whether what follows decides what it is.
    func mayGoOn(_ left: Int) -> Bool {
      switch self {
      case .cut: true
      case .scalar("\r", _): left == 1
      default: false
      }
    }
  }
}

extension Unicode.Scalar {
  /// Whether a terminal or a reader does something other than to show it as it is.
  var isActive: Bool {
    switch value {
    case 0...0x1F, 0x7F...0x9F, 0x2028...0x2029: true
    // Those that set the direction of letters, and marks around annotations.
    case 0x61C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x206F, 0xFFF9...0xFFFB: true
    default: false
    }
  }
}
