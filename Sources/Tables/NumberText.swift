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
  /// `nan`, `inf` or `infinity` in any case; infinity for what is too large.
  public static func float64(_ text: Span<UInt8>) -> Double? {
    DecimalText(text)?.double(text) ?? special(text)
  }

  static func string(_ text: Span<UInt8>) -> String {
    text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }

  /// What is not a finite number, by its name with or without a sign.
  static func special(_ text: Span<UInt8>) -> Double? {
    guard text.count <= 9 else { return nil }
    return switch string(text).lowercased() {
    case "nan", "+nan", "-nan": .nan
    case "inf", "infinity", "+inf", "+infinity": .infinity
    case "-inf", "-infinity": -.infinity
    default: nil
    }
  }
}
