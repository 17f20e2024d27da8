/// How a zone keeps its clocks in years that its file does not list: the rule of POSIX in its last
/// line, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule {
  /// Seconds that clocks are ahead of universal time.
  private let standard: Int
  private let summer: (offset: Int, start: Change, end: Change)?

  /// A day of a year and a time of it.
  private struct Change {
    enum Day {
      /// 1 to 365, where the 29th of February is never counted.
      case julian(Int)
      /// 0 to 365.
      case ordinal(Int)
      /// The last or an earlier such day of a month; Sunday is 0.
      case weekday(month: Int, week: Int, day: Int)
    }
    var day: Day
    /// Seconds from midnight on.
    var time: Int
  }

  init?(_ text: [UInt8]) {
    var reader = Reader(bytes: text)
    guard reader.skipName(), let west = reader.clock() else { return nil }
    standard = -west
    if reader.isAtEnd {
      summer = nil
      return
    }
    guard reader.skipName() else { return nil }
    var offset = standard + 3600
    if !reader.isNext(",") {
      guard let west = reader.clock() else { return nil }
      offset = -west
    }
    guard let start = reader.change(), let end = reader.change(), reader.isAtEnd else { return nil }
    summer = (offset, start, end)
  }

  /// Seconds that clocks are ahead at so many seconds after 1970-01-01T00:00:00Z.
  func offset(at seconds: Int64) -> Int {
    guard let summer else { return standard }
    let days = Calendar.floorDivide(seconds + Int64(standard), by: 86_400)
    let year = Calendar.date(days: Int(days)).year
    let start = Self.seconds(of: summer.start, in: year) - standard
    let end = Self.seconds(of: summer.end, in: year) - summer.offset
    let now = Int(seconds)
    let isSummer =
      start < end ? start..<end ~= now : !(end..<start ~= now)
    return isSummer ? summer.offset : standard
  }

  /// When a change comes in a year, in seconds by the clocks before it.
  private static func seconds(of change: Change, in year: Int) -> Int {
    let first = Calendar.firstDay(of: year)
    let day =
      switch change.day {
      case .julian(let number): first + number - (Calendar.isLeap(year) && number > 59 ? 0 : 1)
      case .ordinal(let number): first + number
      case .weekday(let month, let week, let day): weekday(day, week, of: month, in: year)
      }
    return day * 86_400 + change.time
  }

  private static func weekday(_ day: Int, _ week: Int, of month: Int, in year: Int) -> Int {
    let first = Calendar.firstDay(of: year, month: month)
    // 1970-01-01 was a Thursday.
    let ahead = (day - (first + 4) % 7 + 14) % 7
    let length = Calendar.length(ofMonth: month, year: year)
    var date = ahead + (week - 1) * 7
    if date >= length { date -= 7 }
    return first + date
  }

  private struct Reader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    func isNext(_ character: Character) -> Bool {
      position < bytes.count && bytes[position] == character.asciiValue
    }

    private mutating func take(_ character: Character) -> Bool {
      guard isNext(character) else { return false }
      position += 1
      return true
    }

    /// Letters, or anything in angles.
    mutating func skipName() -> Bool {
      let start = position
      if take("<") {
        while position < bytes.count, !isNext(">") { position += 1 }
        return take(">")
      }
      while position < bytes.count, (bytes[position] | 0x20) &- UInt8(ascii: "a") < 26 {
        position += 1
      }
      return position - start >= 3
    }

    private mutating func number(atMost most: Int) -> Int? {
      let start = position
      var value = 0
      while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10, value <= most {
        value = value * 10 + Int(bytes[position] - UInt8(ascii: "0"))
        position += 1
      }
      return position > start && value <= most ? value : nil
    }

    /// Hours, minutes and seconds with a sign, as seconds.
    mutating func clock() -> Int? {
      let sign = take("-") ? -1 : 1
      if sign == 1 { _ = take("+") }
      guard let hours = number(atMost: 167) else { return nil }
      var seconds = hours * 3600
      for unit in [60, 1] where take(":") {
        guard let part = number(atMost: 59) else { return nil }
        seconds += part * unit
      }
      return sign * seconds
    }

    mutating func change() -> Change? {
      guard take(","), let day = day() else { return nil }
      guard take("/") else { return Change(day: day, time: 2 * 3600) }
      return clock().map { Change(day: day, time: $0) }
    }

    private mutating func day() -> Change.Day? {
      if take("J") { return number(atMost: 365).map { .julian($0) } }
      guard take("M") else { return number(atMost: 365).map { .ordinal($0) } }
      guard let month = number(atMost: 12), month > 0, take("."), let week = number(atMost: 5),
        week > 0, take("."), let day = number(atMost: 6)
      else { return nil }
      return .weekday(month: month, week: week, day: day)
    }
  }
}
