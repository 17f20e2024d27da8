/// A decimal number as it is written: digits, and the power of ten of the last of them.
///
/// Text of any length is read in one pass, and nothing is rounded.
struct DecimalText {
  private var isNegative = false
  /// The first digits after leading zeros, as many as always fit.
  private var digits: UInt64 = 0
  /// Digits after leading zeros.
  private var digitCount = 0
  /// Zeros at the end of the digits.
  private var zeroCount = 0
  /// The power of ten of the last digit.
  private var power = 0

  private static let mostDigits = 19
  /// What no two exponents are told apart beyond; no text is as long.
  private static let mostExponent = 1 << 40

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Reads all of `text`: a sign, digits with a point among or beside them, an exponent.
  init?(_ text: Span<UInt8>) {
    var position = 0
    isNegative = Self.takeSign(text, &position)
    var count = takeDigits(text, &position)
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position += 1
      let fraction = takeDigits(text, &position)
      power = -fraction
      count += fraction
    }
    guard count > 0 else { return nil }
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      guard takeExponent(text, &position) else { return nil }
    }
    guard position == text.count else { return nil }
  }

  // MARK: Its value

  /// The number as an integer, from its digits alone.
  func int64() throws(Misfit) -> Int64 {
    if digitCount == 0 { return 0 }
    let zeros = power + zeroCount
    guard zeros >= 0 else { throw .notWhole }
    guard significantCount + zeros <= Self.mostDigits else { throw .tooLarge }
    var magnitude = significantDigits
    for _ in 0..<zeros { magnitude *= 10 }
    if isNegative, magnitude == Int64.min.magnitude { return .min }
    guard let value = Int64(exactly: magnitude) else { throw .tooLarge }
    return isNegative ? -value : value
  }

  /// The nearest floating-point number; infinity where it is too large.
  ///
  /// - Parameter text: what this was read from.
  func double(_ text: Span<UInt8>) -> Double {
    if digitCount <= 15, abs(power) < Self.powers.count {
      // One rounding gives the value: the digits and the power are both without error.
      let whole = Double(digits)
      let value = power < 0 ? whole / Self.powers[-power] : whole * Self.powers[power]
      return isNegative ? -value : value
    }
    if text.count <= 40, abs(power) < 1000 {
      return Double(NumberText.string(text)) ?? .nan
    }
    return Double(shortened(text)) ?? .nan
  }

  /// Whether a floating-point number that is printed gives all the digits back.
  func isKept(_ text: Span<UInt8>) -> Bool {
    let value = double(text)
    guard value.isFinite, significantCount <= 17 else { return false }
    // Fifteen digits always come back, where numbers are not very small.
    if significantCount <= 15, value == 0 ? digitCount == 0 : value.magnitude > 1e-290 {
      return true
    }
    let printed = Array(value.description.utf8)
    guard let other = DecimalText(printed.span) else { return false }
    return significantCount == other.significantCount
      && (digitCount == 0
        || significantDigits == other.significantDigits
          && power + zeroCount == other.power + other.zeroCount)
  }

  /// Digits from the first to the last that is not zero.
  private var significantCount: Int { digitCount - zeroCount }

  /// Those digits, where there are no more than are kept.
  private var significantDigits: UInt64 {
    var digits = digits
    for _ in 0..<max(0, min(digitCount, Self.mostDigits) - significantCount) { digits /= 10 }
    return digits
  }

  /// Digits enough to tell on which side of the middle between two floating-point numbers
  /// a number lies; a last digit stands for all that follow.
  private func shortened(_ text: Span<UInt8>) -> String {
    let most = 800
    var kept: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    var count = 0
    for position in text.indices where count < min(most, significantCount) {
      let byte = text[position]
      guard byte &- UInt8(ascii: "0") < 10, count > 0 || byte > UInt8(ascii: "0") else { continue }
      kept.append(byte)
      count += 1
    }
    var exponent = power + digitCount - count
    if significantCount > count {
      kept.append(UInt8(ascii: "1"))
      exponent -= 1
    }
    // Beyond these every number is infinite, or zero.
    exponent = min(max(exponent, -10_000), 10_000)
    return count == 0
      ? (isNegative ? "-0" : "0") : "\(String(decoding: kept, as: UTF8.self))e\(exponent)"
  }

  // MARK: Reading

  private static func takeSign(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
    guard position < text.count else { return false }
    let byte = text[position]
    if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") { position += 1 }
    return byte == UInt8(ascii: "-")
  }

  /// Moves over digits and says how many.
  private mutating func takeDigits(_ text: Span<UInt8>, _ position: inout Int) -> Int {
    let start = position
    while position < text.count {
      let digit = text[position] &- UInt8(ascii: "0")
      if digit > 9 { break }
      position &+= 1
      if digit == 0, digitCount == 0 { continue }
      if digitCount < Self.mostDigits { digits = digits * 10 + UInt64(digit) }
      digitCount &+= 1
      zeroCount = digit == 0 ? zeroCount &+ 1 : 0
    }
    return position - start
  }

  private mutating func takeExponent(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
    let isBelowOne = Self.takeSign(text, &position)
    let start = position
    var exponent = 0
    while position < text.count {
      let digit = text[position] &- UInt8(ascii: "0")
      if digit > 9 { break }
      if exponent < Self.mostExponent { exponent = exponent * 10 + Int(digit) }
      position += 1
    }
    power += isBelowOne ? -exponent : exponent
    return position > start
  }
}
