/// What a piece of work may use and has used: time by the monotonic clock, and printed bytes.
public struct CallAccount: Sendable {
  @usableFromInline let nanoseconds: Int64
  private let mostOutput: Int
  /// When its time is up, by ``Monotonic``.
  @usableFromInline package internal(set) var deadline: Int64 = 0
  @usableFromInline var printed = 0

  /// An account that is not open yet: its time is up.
  ///
  /// - Parameters:
  ///   - time: how long the work may last.
  ///   - output: bytes that it may print.
  public init(time: Duration, output: Int) {
    nanoseconds = Monotonic.nanoseconds(time)
    mostOutput = output
  }

  /// Begins anew for work that starts now.
  public mutating func open() { open(at: Monotonic.now) }

  /// The same at a time by ``Monotonic``. Inlined, since each call of one row opens an account.
  @inlinable public mutating func open(at now: Int64) {
    deadline = now &+ nanoseconds
    printed = 0
  }

  /// Moves the deadline, as for work that stood still meanwhile.
  package mutating func move(deadline: Int64) { self.deadline = deadline }

  /// Gives it no more time.
  package mutating func close() { deadline = .min }

  // MARK: Charges

  /// Counts printed bytes before they are taken.
  public mutating func charge(output count: Int) throws(SandboxError) {
    guard count <= mostOutput - printed else { throw SandboxError(.output) }
    printed += count
  }

  /// Throws once the time is up.
  package func checkTime(_ now: Int64 = Monotonic.now) throws(SandboxError) {
    if now >= deadline { throw SandboxError(.time) }
  }

  /// Blocks the calling thread, no longer than there is time.
  package func sleep(nanoseconds wanted: Int64) throws(SandboxError) {
    let (left, overflows) = deadline.subtractingReportingOverflow(Monotonic.now)
    guard !overflows else { throw SandboxError(.time) }
    Monotonic.sleep(nanoseconds: min(wanted, left))
    if wanted > left { throw SandboxError(.time) }
  }

  /// When its time is up, by the clock that Swift's users read.
  package var end: ContinuousClock.Instant {
    let (left, overflows) = deadline.subtractingReportingOverflow(Monotonic.now)
    return .now + .nanoseconds(overflows ? .min / 4 : left)
  }
}
