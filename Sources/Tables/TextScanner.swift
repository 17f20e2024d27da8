/// A position in text that moves over what it takes.
struct TextScanner {
  private(set) var position = 0

  func isAtEnd(of text: Span<UInt8>) -> Bool { position == text.count }

  mutating func take(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  /// A number of exactly `count` digits.
  mutating func digits(_ count: Int, _ text: Span<UInt8>) -> Int? {
    let start = position
    guard let value = number(text, maximumDigits: count), position - start == count else {
      return nil
    }
    return Int(value)
  }

  /// A number of at least one digit that fits.
  mutating func number(_ text: Span<UInt8>, maximumDigits: Int = 18) -> Int64? {
    let start = position
    var value: Int64 = 0
    while position < text.count, position - start < maximumDigits {
      let digit = text[position] &- UInt8(ascii: "0")
      if digit > 9 { break }
      value = value * 10 + Int64(digit)
      position += 1
    }
    return position == start ? nil : value
  }

  /// Microseconds of a point and digits; 0 where there is no point.
  ///
  /// - Returns: nil where no digit follows the point.
  /// - Throws: where digits after the sixth are not zero.
  mutating func fraction(_ text: Span<UInt8>) throws(Misfit) -> Int64? {
    guard take(UInt8(ascii: "."), text) else { return 0 }
    let start = position
    guard var value = number(text, maximumDigits: 6) else { return nil }
    for _ in (position - start)..<6 { value *= 10 }
    while position < text.count, text[position] &- UInt8(ascii: "0") < 10 {
      guard text[position] == UInt8(ascii: "0") else {
        throw Misfit("has more than the six digits of a fraction that microseconds hold")
      }
      position += 1
    }
    return value
  }
}
