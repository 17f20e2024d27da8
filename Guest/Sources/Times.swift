import CPython

// Dates, times and durations, between Arrow's counts and Python's objects.

private let microsecondsPerSecond: Int64 = 1_000_000
private let secondsPerDay: Int64 = 86_400
private let microsecondsPerDay = secondsPerDay * microsecondsPerSecond

/// Quotient and remainder with a remainder that is never negative.
private func split(_ value: Int64, by divisor: Int64) -> (quotient: Int64, rest: Int64) {
  let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
  return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
}

/// A day of the proleptic Gregorian calendar, which repeats every 400 years. Years are
/// counted from March, so that the leap day is a year's last.
private struct CivilDay {
  private static let daysPerEra: Int64 = 146_097
  /// Days from 0000-03-01 to 1970-01-01.
  private static let epoch: Int64 = 719_468

  var year: Int64
  var month: Int64
  var day: Int64

  init(year: Int64, month: Int64, day: Int64) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day that many days after 1970-01-01.
  init(daysSinceEpoch days: Int64) {
    let (era, dayOfEra) = split(days + Self.epoch, by: Self.daysPerEra)
    let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
  }

  var daysSinceEpoch: Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = split(shifted, by: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * Self.daysPerEra + dayOfEra - Self.epoch
  }
}

/// A year as CPython takes it; one that no C int holds becomes one that it refuses.
private func year(_ value: Int64) -> Int32 { Int32(exactly: value) ?? -1 }

// MARK: To Python

func boxDate(_ days: Int32) -> Reference? {
  let civil = CivilDay(daysSinceEpoch: Int64(days))
  return python_date(year(civil.year), Int32(civil.month), Int32(civil.day))
}

func boxTime(_ microseconds: Int64) -> Reference? {
  let (days, time) = split(microseconds, by: microsecondsPerDay)
  // A count outside one day is given to Python as an hour it refuses.
  let clock = ClockTime(microseconds: time)
  return python_time(
    days == 0 ? clock.hour : 24, clock.minute, clock.second, clock.microsecond)
}

func boxTimestamp(_ microseconds: Int64) -> Reference? {
  let (days, time) = split(microseconds, by: microsecondsPerDay)
  let civil = CivilDay(daysSinceEpoch: days)
  let clock = ClockTime(microseconds: time)
  return python_datetime(
    year(civil.year), Int32(civil.month), Int32(civil.day), clock.hour, clock.minute,
    clock.second, clock.microsecond)
}

/// A moment by a zone's clocks.
func boxTimestamp(_ microseconds: Int64, in detail: KindDetail?) -> Reference? {
  guard let zone = detail?.zone else { return nil }
  let (days, time) = split(microseconds, by: microsecondsPerDay)
  let civil = CivilDay(daysSinceEpoch: days)
  let clock = ClockTime(microseconds: time)
  let universal = python_zoned_datetime(
    year(civil.year), Int32(civil.month), Int32(civil.day), clock.hour, clock.minute,
    clock.second, clock.microsecond, zone)
  guard let universal, zone != python_utc() else { return universal }
  defer { python_release(universal) }
  guard let method = ValueClasses.fromUniversal else { return nil }
  return python_call_method(method, zone, universal)
}

func boxDuration(_ microseconds: Int64) -> Reference? {
  let (days, rest) = split(microseconds, by: microsecondsPerDay)
  let (seconds, left) = split(rest, by: microsecondsPerSecond)
  return python_timedelta(Int32(days), Int32(seconds), Int32(left))
}

private struct ClockTime {
  var hour: Int32
  var minute: Int32
  var second: Int32
  var microsecond: Int32

  init(microseconds: Int64) {
    let seconds = microseconds / microsecondsPerSecond
    hour = Int32(seconds / 3600)
    minute = Int32(seconds / 60 % 60)
    second = Int32(seconds % 60)
    microsecond = Int32(microseconds % microsecondsPerSecond)
  }
}

// MARK: From Python: the wrong type is another class, or a time that carries a zone

func unboxDate(_ value: Reference) throws(Misfit) -> Int32 {
  // A datetime is a date to Python, but not what the column holds.
  guard python_is_date(value) != 0, python_is_datetime(value) == 0 else { throw .wrongType }
  return Int32(daysSinceEpoch(of: value))
}

func unboxTime(_ value: Reference) throws(Misfit) -> Int64 {
  guard python_is_time(value) != 0, python_has_zone(value) == 0 else { throw .wrongType }
  return python_time_microseconds(value)
}

func unboxTimestamp(_ value: Reference) throws(Misfit) -> Int64 {
  guard python_is_datetime(value) != 0, python_has_zone(value) == 0 else { throw .wrongType }
  return daysSinceEpoch(of: value) * microsecondsPerDay + python_datetime_microseconds(value)
}

/// A moment as universal time. Its zone may be the program's own, and say anything.
func unboxInstant(_ value: Reference) throws(Misfit) -> Int64 {
  guard python_is_datetime(value) != 0, python_has_zone(value) != 0 else { throw .wrongType }
  let local = daysSinceEpoch(of: value) * microsecondsPerDay + python_datetime_microseconds(value)
  if python_zone(value) == python_utc() { return local }
  // The class's own, whatever a class derived from it says.
  guard let method = ValueClasses.offset,
    let offset = python_call_method(method, python_datetime_type(), value)
  else {
    PyErr_Clear()
    throw .wrongType
  }
  defer { python_release(offset) }
  // Python lets through less than a day.
  return local - (try unboxDuration(offset))
}

func unboxDuration(_ value: Reference) throws(Misfit) -> Int64 {
  guard python_is_timedelta(value) != 0 else { throw .wrongType }
  var days = Int64(python_timedelta_days(value))
  var rest =
    Int64(python_timedelta_seconds(value)) * microsecondsPerSecond
    + Int64(python_timedelta_microseconds(value))
  // The parts get one sign, so that no step leaves 64 bits where the whole does not.
  if days < 0 {
    days += 1
    rest -= microsecondsPerDay
  }
  let (whole, isTooLong) = days.multipliedReportingOverflow(by: microsecondsPerDay)
  let (sum, overflow) = whole.addingReportingOverflow(rest)
  guard !isTooLong, !overflow else { throw .outOfRange }
  return sum
}

private func daysSinceEpoch(of date: Reference) -> Int64 {
  CivilDay(
    year: Int64(python_year(date)), month: Int64(python_month(date)),
    day: Int64(python_day(date))
  ).daysSinceEpoch
}
