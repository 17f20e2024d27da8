/// Text in the form of JSON.
public enum JSONText {
  /// Appends a string in quotes, with what JSON does not allow in them escaped.
  public static func appendString(
    _ string: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]
  ) {
    text.append(ASCII.quote)
    appendEscaped(UnsafeRawBufferPointer(string), to: &text)
    text.append(ASCII.quote)
  }

  /// Appends a string in quotes.
  public static func appendString(_ string: String, to text: inout [UInt8]) {
    var string = string
    string.withUTF8 { appendString($0, to: &text) }
  }

  /// Appends what stands between the quotes of a string, or a part of it.
  static func appendEscaped(_ part: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    guard needsEscape(part) else { return text.append(contentsOf: part) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: part.count * 6) { escaped in
      var end = 0
      var position = 0
      while position < part.count {
        end = write(part[position], to: escaped, at: end)
        position += 1
      }
      text.append(contentsOf: UnsafeBufferPointer(rebasing: escaped[..<end]))
    }
  }

  private static func needsEscape(_ part: UnsafeRawBufferPointer) -> Bool {
    var position = 0
    while position < part.count {
      let byte = part[position]
      if byte < 0x20 || byte == ASCII.quote || byte == ASCII.backslash { return true }
      position += 1
    }
    return false
  }

  /// Writes a byte, which takes up to six.
  private static func write(
    _ byte: UInt8, to text: UnsafeMutableBufferPointer<UInt8>, at place: Int
  ) -> Int {
    if byte >= 0x20, byte != ASCII.quote, byte != ASCII.backslash {
      text[place] = byte
      return place + 1
    }
    text[place] = ASCII.backslash
    text[place + 1] = letter(of: byte)
    guard text[place + 1] == UInt8(ascii: "u") else { return place + 2 }
    text[place + 2] = UInt8(ascii: "0")
    text[place + 3] = UInt8(ascii: "0")
    text[place + 4] = digit(byte >> 4)
    text[place + 5] = digit(byte & 15)
    return place + 6
  }

  /// What stands behind the backslash: u where four digits follow.
  private static func letter(of byte: UInt8) -> UInt8 {
    switch byte {
    case ASCII.lineFeed: UInt8(ascii: "n")
    case ASCII.carriageReturn: UInt8(ascii: "r")
    case UInt8(ascii: "\t"): UInt8(ascii: "t")
    case ASCII.quote, ASCII.backslash: byte
    default: UInt8(ascii: "u")
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// A character as an escape in a string, which may take two.
  static func escape(_ scalar: Unicode.Scalar) -> String {
    UTF16.encode(scalar).map { units in
      units.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }.joined()
    } ?? ""
  }
}
