/// Dates, times and lengths of time as ISO 8601 writes them.
enum ISO8601 {
  /// Days from 1970-01-01 of `YYYY-MM-DD`.
  static func days(_ text: Span<UInt8>) -> Int32? {
    var scanner = TextScanner()
    guard let days = date(text, &scanner), scanner.isAtEnd(of: text) else { return nil }
    return days
  }

  /// Microseconds since midnight of `HH:MM`, `HH:MM:SS` or `HH:MM:SS.ffffff`.
  static func timeOfDay(_ text: Span<UInt8>) -> Int64? {
    var scanner = TextScanner()
    guard let time = time(text, &scanner), scanner.isAtEnd(of: text) else { return nil }
    return time
  }

  /// Microseconds since 1970-01-01T00:00:00 of a date, or of a date and a time with
  /// `T` or a space between.
  static func timestamp(_ text: Span<UInt8>) -> Int64? {
    var scanner = TextScanner()
    guard let days = date(text, &scanner) else { return nil }
    let midnight = Int64(days) * Calendar.microsecondsPerDay
    if scanner.isAtEnd(of: text) { return midnight }
    guard scanner.take(UInt8(ascii: "T"), text) || scanner.take(UInt8(ascii: " "), text),
      let time = time(text, &scanner), scanner.isAtEnd(of: text)
    else { return nil }
    return midnight + time
  }

  /// Microseconds of `[-]PnWnDTnHnMn.nS`. Years and months have no fixed length.
  static func duration(_ text: Span<UInt8>) -> Int64? {
    var scanner = TextScanner()
    let isNegative = scanner.take(UInt8(ascii: "-"), text)
    guard scanner.take(UInt8(ascii: "P"), text) else { return nil }
    var units: [(letter: UInt8, seconds: Int64)] = [
      (UInt8(ascii: "W"), 604_800), (UInt8(ascii: "D"), 86_400), (UInt8(ascii: "T"), 0),
      (UInt8(ascii: "H"), 3_600), (UInt8(ascii: "M"), 60), (UInt8(ascii: "S"), 1),
    ]
    var total: Int64 = 0
    var isEmpty = true
    while !scanner.isAtEnd(of: text) {
      if scanner.take(UInt8(ascii: "T"), text) {
        guard let time = units.firstIndex(where: { $0.seconds == 0 }) else { return nil }
        units.removeFirst(time + 1)
        isEmpty = true
        continue
      }
      guard let count = scanner.number(text),
        let fraction = scanner.fraction(text),
        let unit = units.firstIndex(where: { $0.seconds > 0 && scanner.take($0.letter, text) }),
        fraction == 0 || units[unit].letter == UInt8(ascii: "S"),
        let sum = adding(total, count, units[unit].seconds, fraction)
      else { return nil }
      // A unit before the T may not come after it.
      let isDate = units[unit].seconds > 3_600
      if isDate != units.contains(where: { $0.seconds == 0 }) { return nil }
      units.removeFirst(unit + 1)
      total = sum
      isEmpty = false
    }
    return isEmpty ? nil : isNegative ? -total : total
  }

  private static func adding(
    _ total: Int64, _ count: Int64, _ seconds: Int64, _ fraction: Int64
  ) -> Int64? {
    let scale = seconds * Calendar.microsecondsPerSecond
    let (product, tooLarge) = count.multipliedReportingOverflow(by: scale)
    let (sum, overflows) = total.addingReportingOverflow(product)
    let (whole, overflowsToo) = sum.addingReportingOverflow(fraction)
    return tooLarge || overflows || overflowsToo ? nil : whole
  }

  private static func date(_ text: Span<UInt8>, _ scanner: inout TextScanner) -> Int32? {
    guard let year = scanner.digits(4, text), scanner.take(UInt8(ascii: "-"), text),
      let month = scanner.digits(2, text), scanner.take(UInt8(ascii: "-"), text),
      let day = scanner.digits(2, text),
      let days = Calendar.days(of: Calendar.Date(year: year, month: month, day: day))
    else { return nil }
    return Int32(days)
  }

  private static func time(_ text: Span<UInt8>, _ scanner: inout TextScanner) -> Int64? {
    let colon = UInt8(ascii: ":")
    guard let hour = scanner.digits(2, text), hour < 24, scanner.take(colon, text),
      let minute = scanner.digits(2, text), minute < 60
    else { return nil }
    var second = 0
    var fraction: Int64 = 0
    if scanner.take(colon, text) {
      guard let taken = scanner.digits(2, text), taken < 60,
        let rest = scanner.fraction(text)
      else { return nil }
      (second, fraction) = (taken, rest)
    }
    return Int64(hour * 3600 + minute * 60 + second) * Calendar.microsecondsPerSecond + fraction
  }
}

/// A position in text that moves over what it takes.
struct TextScanner {
  private var position = 0

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

  /// Microseconds of a point and one to six digits; 0 where there is no point.
  mutating func fraction(_ text: Span<UInt8>) -> Int64? {
    guard take(UInt8(ascii: "."), text) else { return 0 }
    let start = position
    guard var value = number(text, maximumDigits: 6) else { return nil }
    for _ in (position - start)..<6 { value *= 10 }
    return value
  }
}
