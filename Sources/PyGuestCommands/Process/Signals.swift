import Files
import Foundation
import Glibc
import Models

/// What signals do to this process: the one place that decides it.
enum Signals {
  /// Where the signal handler writes a signal's number while modules are built; -1 before.
  nonisolated(unsafe) private static var notices: Int32 = -1

  /// Those that tell the process to end.
  private static let ends = [SIGINT, SIGTERM, SIGHUP]

  /// Others that end it, but for those of its own faults.
  private static let otherEnds =
    [
      SIGQUIT, SIGABRT, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGPOLL, SIGPWR,
      SIGSTKFLT, SIGSYS,
    ] + Array(__libc_current_sigrtmin()...__libc_current_sigrtmax())

  /// From here on, nothing unfinished is left behind by a signal that ends the process, and a
  /// write that fails is an error rather than the end.
  static func install() {
    // Handlers that do nothing, as a program that is started by this one does not inherit them.
    for number in [SIGPIPE, SIGXFSZ] { signal(number) { _ in } }
    for number in ends + otherEnds {
      handle(number) { number in
        // Only what is allowed in a handler.
        if Signals.notices >= 0 {
          var notice = UInt8(truncatingIfNeeded: number)
          write(Signals.notices, &notice, 1)
        } else {
          UnfinishedFiles.removeAll()
          signal(number, SIG_DFL)
          raise(number)
        }
      }
    }
    // Whoever started this process may have blocked them.
    unblockEnds()
  }

  /// From here on, signals that end the process end the tools of others too.
  static func endsBuilds() {
    var ends: [Int32] = [-1, -1]
    guard notices < 0, pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    notices = ends[1]
    Thread.detachNewThread { [arrivals = ends[0]] in wait(arrivals) }
  }

  private static func wait(_ arrivals: Int32) {
    unblockEnds()
    var number: UInt8 = 0
    while read(arrivals, &number, 1) != 1 {}
    ModuleBuild.abandonAll {
      UnfinishedFiles.removeAll()
      signal(Int32(number), SIG_DFL)
      kill(getpid(), Int32(number))
      sleep(1)
    }
  }

  private static func unblockEnds() {
    var set = sigset_t()
    sigemptyset(&set)
    for number in ends + otherEnds { sigaddset(&set, number) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Sets what a signal does, unless it is ignored, as under `nohup`.
  private static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    let previous = signal(number, handler)
    if unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
      signal(number, SIG_IGN)
    }
  }
}
