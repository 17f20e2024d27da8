/// What a run of bytes is as text.
package enum TextKind {
  /// Every byte is below 128, so that every byte starts a character.
  case ascii
  case utf8
  case invalid
}

extension String {
  /// The text that bytes are, or nil where they are not UTF-8. For short texts several times as
  /// quick as `String(validating:as:)`, which looks up its generic types at each call.
  package init?(validating bytes: UnsafeRawBufferPointer) {
    let bytes = bytes.assumingMemoryBound(to: UInt8.self)
    if TextKind(of: bytes) == .invalid { return nil }
    self.init(decoding: bytes, as: UTF8.self)
  }
}

extension TextKind {
  /// Looks at all of `bytes`, eight at a time while they are ASCII.
  package init(of bytes: UnsafeBufferPointer<UInt8>) {
    var position = Self.asciiPrefix(bytes, from: 0)
    guard position < bytes.count else {
      self = .ascii
      return
    }
    while position < bytes.count {
      let length = Self.characterLength(bytes, at: position)
      guard length > 0 else {
        self = .invalid
        return
      }
      position += length
      if position < bytes.count, bytes[position] < 0x80 {
        position = Self.asciiPrefix(bytes, from: position)
      }
    }
    self = .utf8
  }

  /// The first position at or after `start` that is not ASCII, or the end.
  private static func asciiPrefix(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    var position = start
    while position &+ 32 <= raw.count {
      let block = raw.loadUnaligned(fromByteOffset: position, as: SIMD4<UInt64>.self)
      if block & SIMD4(repeating: 0x8080_8080_8080_8080) != .zero { break }
      position &+= 32
    }
    while position < bytes.count, bytes[position] < 0x80 { position &+= 1 }
    return position
  }

  /// The length of the well-formed character at `start`, or 0 (Unicode 15, table 3-7).
  private static func characterLength(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
    let lead = bytes[start]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0...0x7F: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return 0
    }
    guard bytes.count - start >= length, second.contains(bytes[start + 1]) else { return 0 }
    for next in 2..<max(length, 2) where bytes[start + next] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
