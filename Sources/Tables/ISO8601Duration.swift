import Columns

extension ISO8601 {
  /// Microseconds of `[-]PnWnDTnHnMn.nS`. Years and months have no fixed length.
  static func duration(_ text: Span<UInt8>) throws(Misfit) -> Int64 {
    var scanner = TextScanner()
    let isNegative = scanner.take(UInt8(ascii: "-"), text)
    guard scanner.take(UInt8(ascii: "P"), text) else { throw .other(.duration) }
    var parts = DurationParts()
    while !scanner.isAtEnd(of: text) { try parts.take(text, &scanner) }
    guard parts.isComplete else { throw .other(.duration) }
    return try parts.total(isNegative: isNegative)
  }
}

/// The numbers of a duration and their units, which come in order and once each.
private struct DurationParts {
  /// Microseconds so far below zero, where one more is held than above.
  private var total: Int64 = 0
  private var units = Self.dateUnits
  private var isTime = false
  /// Whether a number has come, after the `T` where there is one.
  private(set) var isComplete = false

  private typealias Unit = (letter: UInt8, seconds: Int64)

  private static let dateUnits: [Unit] = [
    (UInt8(ascii: "W"), 604_800), (UInt8(ascii: "D"), 86_400),
  ]
  private static let timeUnits: [Unit] = [
    (UInt8(ascii: "H"), 3_600), (UInt8(ascii: "M"), 60), (UInt8(ascii: "S"), 1),
  ]

  /// Takes the `T`, or a number with its unit.
  mutating func take(_ text: Span<UInt8>, _ scanner: inout TextScanner) throws(Misfit) {
    if !isTime, scanner.take(UInt8(ascii: "T"), text) {
      (isTime, units, isComplete) = (true, Self.timeUnits, false)
      return
    }
    guard let count = scanner.number(text), let fraction = try scanner.fraction(text) else {
      throw .other(.duration)
    }
    guard let index = units.firstIndex(where: { scanner.take($0.letter, text) }) else {
      throw refusal(of: text, scanner)
    }
    let unit = units[index]
    guard fraction == 0 || unit.letter == UInt8(ascii: "S") else { throw .other(.duration) }
    units.removeSubrange(...index)
    try add(count, unit.seconds, fraction)
    isComplete = true
  }

  func total(isNegative: Bool) throws(Misfit) -> Int64 {
    if isNegative { return total }
    guard total > .min else { throw Self.tooLong }
    return -total
  }

  private func refusal(of text: Span<UInt8>, _ scanner: TextScanner) -> Misfit {
    var scanner = scanner
    let isCalendar =
      !isTime && (scanner.take(UInt8(ascii: "Y"), text) || scanner.take(UInt8(ascii: "M"), text))
    guard isCalendar else { return .other(.duration) }
    return Misfit("has years or months, whose length is not fixed: write days")
  }

  private mutating func add(
    _ count: Int64, _ seconds: Int64, _ fraction: Int64
  ) throws(Misfit) {
    let scale = seconds * Calendar.microsecondsPerSecond
    let (product, tooLarge) = count.multipliedReportingOverflow(by: scale)
    let (rest, overflows) = total.subtractingReportingOverflow(product)
    let (whole, overflowsToo) = rest.subtractingReportingOverflow(fraction)
    if tooLarge || overflows || overflowsToo { throw Self.tooLong }
    total = whole
  }

  private static var tooLong: Misfit { Misfit("does not fit 64 bits of microseconds") }
}
