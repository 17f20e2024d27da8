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
    var start = 0
    var position = 0
    while position < part.count {
      let byte = part[position]
      if byte < 0x20 || byte == ASCII.quote || byte == ASCII.backslash {
        text.append(contentsOf: part[start..<position])
        appendEscape(of: byte, to: &text)
        start = position + 1
      }
      position += 1
    }
    text.append(contentsOf: part[start...])
  }

  private static func appendEscape(of byte: UInt8, to text: inout [UInt8]) {
    text.append(ASCII.backslash)
    switch byte {
    case ASCII.lineFeed: text.append(UInt8(ascii: "n"))
    case ASCII.carriageReturn: text.append(UInt8(ascii: "r"))
    case UInt8(ascii: "\t"): text.append(UInt8(ascii: "t"))
    case ASCII.quote, ASCII.backslash: text.append(byte)
    default:
      let zero = UInt8(ascii: "0")
      text.append(UInt8(ascii: "u"))
      text.append(zero)
      text.append(zero)
      text.append(digit(byte >> 4))
      text.append(digit(byte & 15))
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
