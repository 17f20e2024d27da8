/// Bytes as text in which each is the character of its number, and back.
enum Latin1 {
  /// The text, as UTF-8.
  static func utf8(of bytes: [UInt8]) -> [UInt8] {
    let high = bytes.reduce(into: 0) { $0 += Int($1 >> 7) }
    if high == 0 { return bytes }
    // Both bytes are always written, so there is room for one more.
    return [UInt8](unsafeUninitializedCapacity: bytes.count + high + 1) { text, count in
      for byte in bytes {
        let isHigh = byte >> 7
        text[count] = isHigh == 0 ? byte : 0xC0 | byte >> 6
        text[count + 1] = 0x80 | byte & 0x3F
        count += 1 + Int(isHigh)
      }
    }
  }

  /// The bytes, or nil where the text, valid UTF-8, holds other characters.
  static func bytes(of utf8: [UInt8]) -> [UInt8]? {
    let high = utf8.reduce(into: 0) { $0 += Int($1 >> 7) }
    if high == 0 { return utf8 }
    var isLatin1 = true
    let bytes = [UInt8](unsafeUninitializedCapacity: utf8.count) { bytes, count in
      var place = 0
      while place < utf8.count {
        let first = utf8[place]
        if first < 0x80 {
          bytes[count] = first
          place += 1
        } else if first & 0xFC == 0xC0, place + 1 < utf8.count {
          bytes[count] = first << 6 | utf8[place + 1] & 0x3F
          place += 2
        } else {
          isLatin1 = false
          break
        }
        count += 1
      }
    }
    return isLatin1 ? bytes : nil
  }
}
