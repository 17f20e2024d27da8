/// What a JSON value is.
enum JSONKind: UInt8, Sendable {
  case null, `true`, `false`
  /// A number without fraction and exponent.
  case integer
  case number
  /// A string without escapes: its text stands between the quotes.
  case plainString
  case escapedString
  case array, object
}

/// Moves over JSON text (RFC 8259), checking its form.
struct JSONScanner {
  /// Where the next byte is taken from; where the mistake is after a failure.
  var position: Int
  /// Where the text ends.
  let end: Int
  /// Whether a failure is one of depth.
  private(set) var isTooDeep = false

  /// Arrays and objects inside one another, unless others say otherwise.
  static let mostLevels = 256
  private let mostLevels: Int

  init(position: Int, end: Int, mostLevels: Int = JSONScanner.mostLevels) {
    self.position = position
    self.end = end
    self.mostLevels = mostLevels
  }

  mutating func skipSpace(_ text: Span<UInt8>) {
    while position < end {
      switch text[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  mutating func take(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
    guard position < end, text[position] == byte else { return false }
    position += 1
    return true
  }

  /// Moves over a value; nil where there is none.
  mutating func value(_ text: Span<UInt8>, depth: Int = 0) -> JSONKind? {
    if depth > mostLevels { isTooDeep = true }
    guard position < end, !isTooDeep else { return nil }
    switch text[position] {
    case ASCII.quote: return string(text)
    case UInt8(ascii: "{"): return object(text, depth: depth) ? .object : nil
    case UInt8(ascii: "["): return array(text, depth: depth) ? .array : nil
    case UInt8(ascii: "t"): return word("true", text) ? .true : nil
    case UInt8(ascii: "f"): return word("false", text) ? .false : nil
    case UInt8(ascii: "n"): return word("null", text) ? .null : nil
    default: return number(text)
    }
  }

  /// Moves over a string, from quote to quote.
  mutating func string(_ text: Span<UInt8>) -> JSONKind? {
    guard take(ASCII.quote, text) else { return nil }
    var kind = JSONKind.plainString
    while position < end {
      let byte = text[position]
      if byte == ASCII.quote {
        position += 1
        return kind
      }
      if byte < 0x20 { return nil }
      if byte == ASCII.backslash {
        guard escape(text) else { return nil }
        kind = .escapedString
      } else {
        position &+= 1
      }
    }
    return nil
  }

  private mutating func escape(_ text: Span<UInt8>) -> Bool {
    guard position + 1 < end else { return false }
    switch text[position + 1] {
    case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
      return true
    case UInt8(ascii: "u"):
      guard JSONString.hexadecimal(text, at: position + 2, end: end) != nil else { return false }
      position += 6
      return true
    default: return false
    }
  }

  private mutating func number(_ text: Span<UInt8>) -> JSONKind? {
    _ = take(UInt8(ascii: "-"), text)
    if take(UInt8(ascii: "0"), text) {
      if position < end, text[position] &- UInt8(ascii: "0") < 10 { return nil }
    } else if !digits(text) {
      return nil
    }
    var kind = JSONKind.integer
    if take(UInt8(ascii: "."), text) {
      guard digits(text) else { return nil }
      kind = .number
    }
    if position < end, text[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if !take(UInt8(ascii: "-"), text) { _ = take(UInt8(ascii: "+"), text) }
      guard digits(text) else { return nil }
      kind = .number
    }
    return kind
  }

  /// Moves over at least one digit.
  private mutating func digits(_ text: Span<UInt8>) -> Bool {
    let start = position
    while position < end, text[position] &- UInt8(ascii: "0") < 10 { position += 1 }
    return position > start
  }

  private mutating func word(_ word: StaticString, _ text: Span<UInt8>) -> Bool {
    let matches = word.withUTF8Buffer { letters in
      letters.count <= end - position
        && letters.indices.allSatisfy { text[position + $0] == letters[$0] }
    }
    if matches { position += word.utf8CodeUnitCount }
    return matches
  }

  private mutating func array(_ text: Span<UInt8>, depth: Int) -> Bool {
    position += 1
    skipSpace(text)
    if take(UInt8(ascii: "]"), text) { return true }
    while true {
      skipSpace(text)
      guard value(text, depth: depth + 1) != nil else { return false }
      skipSpace(text)
      if take(UInt8(ascii: "]"), text) { return true }
      guard take(ASCII.comma, text) else { return false }
    }
  }

  private mutating func object(_ text: Span<UInt8>, depth: Int) -> Bool {
    position += 1
    skipSpace(text)
    if take(UInt8(ascii: "}"), text) { return true }
    while true {
      skipSpace(text)
      guard string(text) != nil else { return false }
      skipSpace(text)
      guard take(UInt8(ascii: ":"), text) else { return false }
      skipSpace(text)
      guard value(text, depth: depth + 1) != nil else { return false }
      skipSpace(text)
      if take(UInt8(ascii: "}"), text) { return true }
      guard take(ASCII.comma, text) else { return false }
    }
  }
}

/// The text that escapes in a JSON string stand for.
enum JSONString {
  /// The bytes of a string whose form was checked, given without its quotes; nil
  /// where half a surrogate pair stands alone.
  static func unescape(_ text: Span<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      let byte = text[position]
      guard byte == ASCII.backslash, position + 1 < text.count else {
        bytes.append(byte)
        position += 1
        continue
      }
      guard text[position + 1] == UInt8(ascii: "u") else {
        bytes.append(control(text[position + 1]))
        position += 2
        continue
      }
      guard let (scalar, length) = scalar(text, at: position) else { return nil }
      bytes.append(contentsOf: String(scalar).utf8)
      position += length
    }
    return bytes
  }

  /// Four hexadecimal digits.
  static func hexadecimal(_ text: Span<UInt8>, at start: Int, end: Int) -> UInt32? {
    guard end - start >= 4 else { return nil }
    var value: UInt32 = 0
    for position in start..<start + 4 {
      switch text[position] {
      case let digit where digit &- UInt8(ascii: "0") < 10:
        value = value << 4 | UInt32(digit - UInt8(ascii: "0"))
      case let letter where (letter | 0x20) &- UInt8(ascii: "a") < 6:
        value = value << 4 | UInt32((letter | 0x20) - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    return value
  }

  /// The character of `\uXXXX`, or of a pair of them, and the bytes it takes in the text.
  private static func scalar(_ text: Span<UInt8>, at start: Int) -> (Unicode.Scalar, Int)? {
    guard let high = hexadecimal(text, at: start + 2, end: text.count) else { return nil }
    if let scalar = Unicode.Scalar(high) { return (scalar, 6) }
    guard high < 0xDC00, start + 7 < text.count, text[start + 6] == ASCII.backslash,
      text[start + 7] == UInt8(ascii: "u"),
      let low = hexadecimal(text, at: start + 8, end: text.count), (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { return nil }
    return (scalar, 12)
  }

  private static func control(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: letter
    }
  }
}
