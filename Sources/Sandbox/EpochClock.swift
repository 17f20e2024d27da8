import Synchronization
import Wasmtime

/// Advances an engine's epoch, so that compiled code notices that its time is up.
final class EpochClock: TickerWork {
  private let engine: Engine
  /// When the last tick was due.
  private let last = Atomic(Monotonic.now)

  init(_ engine: Engine) { self.engine = engine }

  func start(_ now: Int64) { last.store(now, ordering: .relaxed) }

  func tick(_ now: Int64) -> Int64 {
    var last = last.load(ordering: .relaxed)
    while last + Ticker.intervalNanoseconds <= now {
      engine.incrementEpoch()
      last += Ticker.intervalNanoseconds
    }
    self.last.store(last, ordering: .relaxed)
    return last + Ticker.intervalNanoseconds
  }

  /// How many ticks a call that starts now and may last that long may see.
  func ticks(_ time: Duration, _ ticker: Ticker) -> UInt64 {
    let nanoseconds = max(Monotonic.nanoseconds(time), 0)
    let lag = ticker.isAsleep ? 0 : lag(Monotonic.now)
    let (span, overflow) = nanoseconds.addingReportingOverflow(lag)
    return overflow ? UInt64.max / 2 : UInt64(span) / UInt64(Ticker.intervalNanoseconds) + 2
  }

  /// How late the next tick may be: a busy machine's thread wakes late, and then makes up
  /// for the ticks it missed.
  private func lag(_ now: Int64) -> Int64 {
    min(max(now - last.load(ordering: .relaxed), 0), 1_000_000_000)
  }
}
