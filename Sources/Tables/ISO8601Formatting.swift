import Columns

extension ISO8601 {
  /// `YYYY-MM-DD`.
  static func string(days: Int32) -> String {
    let date = Calendar.date(days: Int(days))
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  /// `HH:MM:SS`, with six digits of a fraction where there is one.
  static func string(timeOfDay microseconds: Int64) -> String {
    let (seconds, fraction) = microseconds.quotientAndRemainder(
      dividingBy: Calendar.microsecondsPerSecond)
    let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
    return clock.joined(separator: ":") + (fraction == 0 ? "" : ".\(padded(fraction, 6))")
  }

  /// `YYYY-MM-DDTHH:MM:SS`, with six digits of a fraction where there is one.
  static func string(timestamp microseconds: Int64) -> String {
    let days = Calendar.floorDivide(microseconds, by: Calendar.microsecondsPerDay)
    // A difference of less than a day, which wrapping arithmetic gives without overflow.
    let time = microseconds &- days &* Calendar.microsecondsPerDay
    let date = Calendar.date(days: Int(days))
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
      + string(timeOfDay: time)
  }

  /// `YYYY-MM-DDTHH:MM:SS+HH:MM` by a zone's clocks, with a fraction where there is one.
  static func string(timestamp microseconds: Int64, in zone: Zone) -> String {
    let ahead = ZoneOffsets.seconds(in: zone, at: microseconds)
    let (local, overflow) = microseconds.addingReportingOverflow(
      Int64(ahead) * Calendar.microsecondsPerSecond)
    // At the ends of 64 bits by universal time.
    if overflow { return string(timestamp: microseconds) + "+00:00" }
    let clock = [ahead.magnitude / 3600, ahead.magnitude / 60 % 60].map { padded($0, 2) }
    let seconds = ahead % 60 == 0 ? "" : ":\(padded(ahead.magnitude % 60, 2))"
    return string(timestamp: local) + (ahead < 0 ? "-" : "+") + clock.joined(separator: ":")
      + seconds
  }

  /// `PnDTnHnMn.nS` without the parts that are zero; `PT0S` for none.
  static func string(duration microseconds: Int64) -> String {
    let magnitude = microseconds.magnitude
    let (seconds, fraction) = magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    var text = microseconds < 0 ? "-P" : "P"
    if seconds >= 86_400 { text += "\(seconds / 86_400)D" }
    var time = ""
    if seconds / 3600 % 24 > 0 { time += "\(seconds / 3600 % 24)H" }
    if seconds / 60 % 60 > 0 { time += "\(seconds / 60 % 60)M" }
    if fraction > 0 {
      var digits = padded(fraction, 6)
      while digits.hasSuffix("0") { digits.removeLast() }
      time += "\(seconds % 60).\(digits)S"
    } else if seconds % 60 > 0 || magnitude == 0 {
      time += "\(seconds % 60)S"
    }
    return time.isEmpty ? text : text + "T" + time
  }

  /// The number with leading zeros; a sign stands before them.
  private static func padded(_ number: some BinaryInteger, _ width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (number < 0 ? "-" : "") + zeros + digits
  }
}
