/// Numbers written as text.
public enum NumberText {
  /// The integer that is an optional sign and decimal digits, where it fits.
  public static func int64(_ text: Span<UInt8>) -> Int64? {
    guard text.count > 0 else { return nil }
    let isNegative = text[0] == UInt8(ascii: "-")
    let start = isNegative || text[0] == UInt8(ascii: "+") ? 1 : 0
    guard start < text.count else { return nil }
    var value: Int64 = 0
    for position in start..<text.count {
      let digit = text[position] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflows) =
        isNegative
        ? product.subtractingReportingOverflow(Int64(digit))
        : product.addingReportingOverflow(Int64(digit))
      if tooLarge || overflows { return nil }
      value = sum
    }
    return value
  }

  /// Whether the text is how an integer is written: no plus sign, no leading zeros,
  /// no negative zero.
  static func isCanonicalInt64(_ text: Span<UInt8>) -> Bool {
    let start = text.count > 0 && text[0] == UInt8(ascii: "-") ? 1 : 0
    guard text.count > start else { return false }
    switch text[start] {
    case UInt8(ascii: "0"): return text.count == 1
    case UInt8(ascii: "1")...UInt8(ascii: "9"): return int64(text) != nil
    default: return false
    }
  }

  /// The number in decimal notation with an optional fraction and exponent, or
  /// `nan`, `inf` or `infinity` in any case.
  public static func float64(_ text: Span<UInt8>) -> Double? {
    var scanner = DecimalScanner()
    guard scanner.scan(text) else { return special(text) }
    if let value = scanner.exactValue { return value }
    return Double(string(text))
  }

  static func string(_ text: Span<UInt8>) -> String {
    text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }

  private static func special(_ text: Span<UInt8>) -> Double? {
    guard text.count <= 9 else { return nil }
    return switch string(text).lowercased() {
    case "nan": .nan
    case "inf", "infinity", "+inf", "+infinity": .infinity
    case "-inf", "-infinity": -.infinity
    default: nil
    }
  }
}

/// Reads a decimal number into digits and a power of ten.
private struct DecimalScanner {
  private var isNegative = false
  private var digits: UInt64 = 0
  /// Digits in `digits` after leading zeros.
  private var digitCount = 0
  private var power = 0

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Whether all of `text` is a decimal number.
  mutating func scan(_ text: Span<UInt8>) -> Bool {
    var position = 0
    isNegative = sign(text, &position)
    let whole = takeDigits(text, &position)
    var fraction = 0
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position += 1
      fraction = takeDigits(text, &position)
      power = -fraction
    }
    guard whole + fraction > 0 else { return false }
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      guard scanExponent(text, &position) else { return false }
    }
    return position == text.count
  }

  /// The value where one rounding gives it exactly: the digits and the power of ten
  /// are both without error.
  var exactValue: Double? {
    guard digitCount <= 15, abs(power) < Self.powers.count else { return nil }
    let whole = Double(digits)
    let value = power < 0 ? whole / Self.powers[-power] : whole * Self.powers[power]
    return isNegative ? -value : value
  }

  private func sign(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
    guard position < text.count else { return false }
    let byte = text[position]
    if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") { position += 1 }
    return byte == UInt8(ascii: "-")
  }

  private mutating func takeDigits(_ text: Span<UInt8>, _ position: inout Int) -> Int {
    let start = position
    while position < text.count {
      let digit = text[position] &- UInt8(ascii: "0")
      if digit > 9 { break }
      digits = digits &* 10 &+ UInt64(digit)
      if digit > 0 || digitCount > 0 { digitCount += 1 }
      position += 1
    }
    return position - start
  }

  private mutating func scanExponent(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
    let isBelowOne = sign(text, &position)
    let start = position
    var exponent = 0
    while position < text.count {
      let digit = text[position] &- UInt8(ascii: "0")
      if digit > 9 { break }
      if exponent < 100_000 { exponent = exponent * 10 + Int(digit) }
      position += 1
    }
    power += isBelowOne ? -exponent : exponent
    return position > start
  }
}
