/// Shows on a terminal how far work that takes more than a second has come.
struct Progress {
  /// What is counted, as in "rows".
  private let unit: String
  /// Whether anything is shown.
  let isEnabled: Bool
  private let start = ContinuousClock.now
  private var nextShow = ContinuousClock.now + .seconds(1)

  init(unit: String, isQuiet: Bool) {
    self.unit = unit
    isEnabled = Console.shared.isTerminal && !isQuiet
  }

  /// Shows the count and the rate, at most ten times a second.
  mutating func update(_ count: Int) {
    guard isEnabled else { return }
    let now = ContinuousClock.now
    guard now >= nextShow else { return }
    nextShow = now + .milliseconds(100)
    let seconds = (now - start) / .seconds(1)
    let rate = Int(Double(count) / seconds)
    Console.shared.showProgress("\(grouped(count)) \(unit), \(grouped(rate)) a second")
  }

  /// Takes the line away.
  func finish() { Console.shared.showProgress(nil) }
}
