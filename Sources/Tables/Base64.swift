/// Bytes as text (RFC 4648, section 4).
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The six bits of each letter; 255 for other bytes.
  private static let bits: [UInt8] = {
    var bits = [UInt8](repeating: 255, count: 256)
    for (index, letter) in alphabet.enumerated() { bits[Int(letter)] = UInt8(index) }
    return bits
  }()

  /// The six bits of a plus sign.
  static let plus = UInt8(62)

  static func encode(_ bytes: ArraySlice<UInt8>, into text: inout [UInt8]) {
    bytes.withUnsafeBytes { encode($0, into: &text) }
  }

  static func encode(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) {
    alphabet.withUnsafeBufferPointer { alphabet in
      for start in stride(from: 0, to: bytes.count, by: 3) {
        let count = min(bytes.count - start, 3)
        var word: UInt32 = 0
        for offset in 0..<3 {
          word = word << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0)
        }
        text.append(alphabet[Int(word >> 18 & 63)])
        text.append(alphabet[Int(word >> 12 & 63)])
        text.append(count > 1 ? alphabet[Int(word >> 6 & 63)] : padding)
        text.append(count > 2 ? alphabet[Int(word & 63)] : padding)
      }
    }
  }

  private static let padding = UInt8(ascii: "=")

  /// The bytes, or nil where the text is not Base64 with its padding.
  static func decode(_ text: Span<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var letters = text.count
    while letters > 0, text.count - letters < 2, text[letters - 1] == UInt8(ascii: "=") {
      letters -= 1
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(letters * 3 / 4)
    var word: UInt32 = 0
    for position in 0..<letters {
      let six = bits[Int(text[position])]
      guard six < 64 else { return nil }
      word = word << 6 | UInt32(six)
      if position % 4 == 3 {
        for shift in [UInt32(16), 8, 0] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        word = 0
      }
    }
    switch letters % 4 {
    case 2: bytes.append(UInt8(truncatingIfNeeded: word >> 4))
    case 3:
      bytes.append(UInt8(truncatingIfNeeded: word >> 10))
      bytes.append(UInt8(truncatingIfNeeded: word >> 2))
    default: break
    }
    return bytes
  }
}
