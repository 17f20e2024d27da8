import Glibc

/// A clock that never goes backwards, in nanoseconds, cheap enough to be read at each call.
package enum Monotonic {
  package static var now: Int64 { read(CLOCK_MONOTONIC) }

  /// A length of time, as far as 64 bits reach.
  package static func nanoseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min / 4 : .max / 4 }
    return min(max(whole, .min / 4), .max / 4) + attoseconds / 1_000_000_000
  }

  /// Blocks the calling thread.
  package static func sleep(nanoseconds: Int64) {
    guard nanoseconds > 0 else { return }
    var wanted = timespec(nanoseconds)
    var left = timespec()
    while nanosleep(&wanted, &left) == -1, errno == EINTR { wanted = left }
  }

  /// What a clock shows that a guest asks for by number: 0 since 1970, any other from an
  /// arbitrary start.
  package static func guestClock(_ number: Int32) -> Int64 {
    number == 0 ? read(CLOCK_REALTIME) : now
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}

extension timespec {
  init(_ nanoseconds: Int64) {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    self.init(tv_sec: Int(seconds), tv_nsec: Int(rest))
  }
}
