/// The proleptic Gregorian calendar, as Python's `datetime` counts it.
enum Calendar {
  struct Date: Equatable {
    var year: Int
    var month: Int
    var day: Int
  }

  static let microsecondsPerSecond: Int64 = 1_000_000
  static let microsecondsPerDay: Int64 = 86_400_000_000

  /// Days from 1970-01-01, or nil where there is no such day.
  static func days(of date: Date) -> Int? {
    guard (1...9999).contains(date.year), (1...12).contains(date.month), date.day >= 1,
      date.day <= length(ofMonth: date.month, year: date.year)
    else { return nil }
    return daysBefore(year: date.year) + daysBefore(month: date.month, year: date.year)
      + date.day - 1 - daysBefore(year: 1970)
  }

  /// The days of a date's month, or nil where there is no such month.
  static func length(of date: Date) -> Int? {
    (1...12).contains(date.month) ? length(ofMonth: date.month, year: date.year) : nil
  }

  /// The day that lies `days` after 1970-01-01. Years outside 1 to 9999 are possible.
  static func date(days: Int) -> Date {
    let count = days + daysBefore(year: 1970)
    // An estimate from below, as a year has at most 366 days, made exact by stepping.
    var year = floorDivide(count * 400, by: 146_097) + 1
    while daysBefore(year: year) > count { year -= 1 }
    while daysBefore(year: year + 1) <= count { year += 1 }
    let dayOfYear = count - daysBefore(year: year)
    var month = 12
    while daysBefore(month: month, year: year) > dayOfYear { month -= 1 }
    return Date(
      year: year, month: month, day: dayOfYear - daysBefore(month: month, year: year) + 1)
  }

  /// Days from 1970-01-01 to the first of a month.
  static func firstDay(of year: Int, month: Int = 1) -> Int {
    daysBefore(year: year) + daysBefore(month: month, year: year) - daysBefore(year: 1970)
  }

  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 0001-01-01 to the first of January of `year`.
  private static func daysBefore(year: Int) -> Int {
    let years = year - 1
    return years * 365 + floorDivide(years, by: 4) - floorDivide(years, by: 100)
      + floorDivide(years, by: 400)
  }

  private static func daysBefore(month: Int, year: Int) -> Int {
    (1..<month).reduce(0) { $0 + length(ofMonth: $1, year: year) }
  }

  static func floorDivide<Integer: FixedWidthInteger & SignedInteger>(
    _ value: Integer, by divisor: Integer
  ) -> Integer {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }
}
