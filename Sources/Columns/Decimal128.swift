/// A decimal number of at most 38 digits: `unscaled` divided by ten to the power of `scale`.
public struct Decimal128: Sendable, Equatable {
  // In halves: values that need an alignment of 16 bytes crash in closures of Dispatch (Swift 6.3).
  private var high: Int64
  private var low: UInt64
  /// Digits behind the point.
  public var scale: Int

  public init(unscaled: Int128, scale: Int) {
    high = Int64(truncatingIfNeeded: unscaled >> 64)
    low = UInt64(truncatingIfNeeded: unscaled)
    self.scale = scale
  }

  /// The number without its point.
  public var unscaled: Int128 { Int128(high) << 64 | Int128(low) }

  /// Digits that 128 bits hold in full.
  public static let mostDigits = 38

  /// The type of such numbers with as many digits as there can be.
  var type: DataType {
    (try? .decimal(precision: Self.mostDigits, scale: min(max(scale, 0), Self.mostDigits))) ?? .null
  }

  /// The largest unscaled value of so many digits.
  static func most(precision: Int) -> Int128 { powerOfTen(precision) - 1 }

  /// Ten to a power of at most 38.
  static func powerOfTen(_ power: Int) -> Int128 {
    var result: Int128 = 1
    for _ in 0..<min(max(power, 0), mostDigits) { result *= 10 }
    return result
  }

  static func tooLong(_ type: DataType) -> ColumnError {
    ColumnError(
      .outOfRange,
      "a number of more than \(type.precision - type.scale) digits before the point is out of "
        + "range of a \(type)")
  }

  /// The unscaled value in a type: rounded half to even where the type has fewer digits behind the
  /// point.
  ///
  /// - Throws: `.outOfRange` where the type has too few digits before it.
  func unscaled(as type: DataType) throws(ColumnError) -> Int128 {
    var value = unscaled
    if scale < type.scale {
      let (scaled, overflow) = value.multipliedReportingOverflow(
        by: Self.powerOfTen(type.scale - scale))
      if overflow { throw Self.tooLong(type) }
      value = scaled
    } else if scale > type.scale {
      value = Self.rounded(value, droppingDigits: scale - type.scale)
    }
    let most = Self.most(precision: type.precision)
    guard -most...most ~= value else { throw Self.tooLong(type) }
    return value
  }

  private static func rounded(_ value: Int128, droppingDigits digits: Int) -> Int128 {
    if digits > mostDigits { return 0 }
    let divisor = powerOfTen(digits)
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
    let (half, distance) = (divisor / 2, rest.magnitude)
    let isUp = distance > half.magnitude || distance == half.magnitude && quotient & 1 != 0
    return isUp ? quotient + (value < 0 ? -1 : 1) : quotient
  }
}

extension Decimal128: CustomStringConvertible {
  /// The number with all its digits behind the point, as `12.50`.
  public var description: String {
    guard scale > 0 else { return "\(unscaled)" }
    let digits = String(unscaled.magnitude)
    let padded = String(repeating: "0", count: max(scale + 1 - digits.count, 0)) + digits
    return "\(unscaled < 0 ? "-" : "")\(padded.dropLast(scale)).\(padded.suffix(scale))"
  }
}
