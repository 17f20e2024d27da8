import ForeignModels
import Foundation
import Glibc

/// Leaves nothing behind of a module that is being built when this process is told to end.
enum Interruption {
  /// Where the signal handler writes a signal's number.
  nonisolated(unsafe) private static var notices: Int32 = -1

  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// From here on, signals that end the process end the tools of others too.
  static func endsBuilds() {
    var ends: [Int32] = [-1, -1]
    guard notices < 0, pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    notices = ends[1]
    signals.forEach(handle)
    Thread.detachNewThread { [arrivals = ends[0]] in wait(arrivals) }
  }

  private static func wait(_ arrivals: Int32) {
    // Whoever started this process may have blocked them.
    var set = sigset_t()
    sigemptyset(&set)
    for number in signals { sigaddset(&set, number) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    var number: UInt8 = 0
    while read(arrivals, &number, 1) != 1 {}
    ModuleBuild.abandonAll {
      signal(Int32(number), SIG_DFL)
      kill(getpid(), Int32(number))
      sleep(1)
    }
  }

  /// Lets a signal be told to the thread, unless it is ignored, as under `nohup`.
  private static func handle(_ number: Int32) {
    let previous = signal(number) { number in
      // Only what is allowed in a handler.
      var notice = UInt8(truncatingIfNeeded: number)
      write(Interruption.notices, &notice, 1)
    }
    if unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
      signal(number, SIG_IGN)
    }
  }
}
