import Columns

/// Dates, times and lengths of time as ISO 8601 writes them.
enum ISO8601 {
  /// Days from 1970-01-01 of `YYYY-MM-DD`, and of such a day's midnight.
  static func days(_ text: Span<UInt8>) throws(Misfit) -> Int32 {
    let (days, time) = try moment(text, as: .date32)
    guard time == 0 else {
      throw Misfit("has a time of day, which a date does not hold: declare a datetime")
    }
    return days
  }

  /// Microseconds since midnight of `HH:MM`, `HH:MM:SS` or `HH:MM:SS.ffffff`.
  static func timeOfDay(_ text: Span<UInt8>) throws(Misfit) -> Int64 {
    var scanner = TextScanner()
    let time = try time(text, &scanner, as: .time64)
    try checkEnd(text, scanner, as: .time64)
    return time
  }

  /// Microseconds since 1970-01-01T00:00:00 of a date, or of a date and a time with
  /// `T` or a space between.
  static func timestamp(_ text: Span<UInt8>) throws(Misfit) -> Int64 {
    let (days, time) = try moment(text, as: .timestamp)
    return Int64(days) * Calendar.microsecondsPerDay + time
  }

  /// Microseconds since 1970-01-01T00:00:00Z of a date and a time with an offset behind: `Z`, or
  /// hours and minutes such as `+01:00`.
  static func instant(_ text: Span<UInt8>) throws(Misfit) -> Int64 {
    var scanner = TextScanner()
    let days = try date(text, &scanner, as: .timestamp(in: .utc))
    var clock: Int64 = 0
    if scanner.take(UInt8(ascii: "T"), text) || scanner.take(UInt8(ascii: " "), text) {
      clock = try time(text, &scanner, as: .timestamp(in: .utc))
      _ = scanner.take(UInt8(ascii: " "), text)
    }
    if scanner.isAtEnd(of: text) {
      throw Misfit("has no offset: write Z or such as +01:00 behind it, or declare datetime alone")
    }
    guard let offset = offset(text, &scanner), scanner.isAtEnd(of: text) else {
      throw .other(.timestamp(in: .utc))
    }
    return Int64(days) * Calendar.microsecondsPerDay + clock
      - Int64(offset) * Calendar.microsecondsPerSecond
  }

  /// The seconds of `Z`, `+HH:MM`, `+HHMM`, `+HH` or `+HH:MM:SS`; nil for anything else.
  static func offset(_ text: Span<UInt8>, _ scanner: inout TextScanner) -> Int? {
    if scanner.take(UInt8(ascii: "Z"), text) || scanner.take(UInt8(ascii: "z"), text) { return 0 }
    let isWest = scanner.take(UInt8(ascii: "-"), text)
    guard isWest || scanner.take(UInt8(ascii: "+"), text), let hours = scanner.digits(2, text)
    else {
      return nil
    }
    var seconds = hours * 3600
    for unit in [60, 1] where !scanner.isAtEnd(of: text) {
      _ = scanner.take(UInt8(ascii: ":"), text)
      guard let part = scanner.digits(2, text), part < 60 else { return nil }
      seconds += part * unit
    }
    guard seconds < 86_400 else { return nil }
    return isWest ? -seconds : seconds
  }

  // MARK: Parts

  /// A day and the microseconds since its midnight.
  private static func moment(
    _ text: Span<UInt8>, as type: DataType
  ) throws(Misfit) -> (days: Int32, time: Int64) {
    var scanner = TextScanner()
    let days = try date(text, &scanner, as: type)
    var clock: Int64 = 0
    if scanner.take(UInt8(ascii: "T"), text) || scanner.take(UInt8(ascii: " "), text) {
      clock = try time(text, &scanner, as: type)
    }
    try checkEnd(text, scanner, as: type)
    return (days, clock)
  }

  private static func date(
    _ text: Span<UInt8>, _ scanner: inout TextScanner, as type: DataType
  ) throws(Misfit) -> Int32 {
    guard let year = scanner.digits(4, text), scanner.take(UInt8(ascii: "-"), text),
      let month = scanner.digits(2, text), scanner.take(UInt8(ascii: "-"), text),
      let day = scanner.digits(2, text)
    else { throw .other(type) }
    let date = Calendar.Date(year: year, month: month, day: day)
    if let days = Calendar.days(of: date) { return Int32(days) }
    guard year > 0 else { throw Misfit("has the year 0, and years begin with 1") }
    guard let length = Calendar.length(of: date) else {
      throw Misfit("has the month \(month), and a year has 12")
    }
    throw Misfit("has the day \(day), and that month has \(length)")
  }

  private static func time(
    _ text: Span<UInt8>, _ scanner: inout TextScanner, as type: DataType
  ) throws(Misfit) -> Int64 {
    let colon = UInt8(ascii: ":")
    guard let hour = scanner.digits(2, text), scanner.take(colon, text),
      let minute = scanner.digits(2, text)
    else { throw .other(type) }
    var second = 0
    var fraction: Int64 = 0
    if scanner.take(colon, text) {
      guard let taken = scanner.digits(2, text), let rest = try scanner.fraction(text) else {
        throw .other(type)
      }
      (second, fraction) = (taken, rest)
    }
    guard hour < 24 else { throw Misfit("has the hour \(hour), and the last is 23") }
    guard minute < 60 else { throw Misfit("has the minute \(minute), and the last is 59") }
    guard second < 60 else { throw Misfit("has the second \(second), and the last is 59") }
    return Int64(hour * 3600 + minute * 60 + second) * Calendar.microsecondsPerSecond + fraction
  }

  /// Refuses what follows a date or a time; a zone by saying that it is one.
  private static func checkEnd(
    _ text: Span<UInt8>, _ scanner: TextScanner, as type: DataType
  ) throws(Misfit) {
    if scanner.isAtEnd(of: text) { return }
    let end = text.extracting(scanner.position..<text.count)
    let rest = end.extracting(Conversion.inner(end))
    guard isZone(rest) else { throw .other(type) }
    let advice =
      switch type.id {
      case .timestamp: "declare Annotated[datetime, pyguest.zone(\"UTC\")]"
      case .time64: "declare str and parse it in the function with time.fromisoformat"
      default: "declare str and parse it in the function with datetime.fromisoformat"
      }
    throw Misfit(
      "has the zone \(NumberText.string(rest)), which a \(type.pythonName) here does not hold: "
        + "remove it, or \(advice)")
  }

  /// `Z`, an offset such as `+01:00`, a name such as `UTC` or `Europe/Paris`.
  private static func isZone(_ text: Span<UInt8>) -> Bool {
    guard text.count > 0, text.count <= 60 else { return false }
    let name = NumberText.string(text)
    if name == "z" { return true }
    if name == "AM" || name == "PM" { return false }
    let isBracketed = name.contains("[") && name.hasSuffix("]")
    var isWord = true
    var isOffset = true
    for scalar in name.unicodeScalars.dropFirst() {
      isWord = isWord && ("A"..."Z").contains(scalar)
      isOffset = isOffset && (("0"..."9").contains(scalar) || scalar == ":" || scalar == ".")
    }
    switch text[0] {
    case UInt8(ascii: "+"), UInt8(ascii: "-"): return name.utf8.count > 1 && isOffset || isBracketed
    case UInt8(ascii: "["): return isBracketed
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return isWord && text.count <= 5 || name.contains("/") || name.hasPrefix("UTC")
    default: return false
    }
  }
}
