import Glibc
import Synchronization

/// What a ``Ticker`` does while calls run.
protocol TickerWork: AnyObject, Sendable {
  /// Calls run again, after a time without.
  func start(_ now: Int64)
  /// Does what is due by ``Monotonic``.
  ///
  /// - Returns: by when it wants to be called again.
  func tick(_ now: Int64) -> Int64
}

/// A thread that looks after calls while some run. Without calls it sleeps.
final class Ticker: Sendable {
  /// Time between ticks, at most.
  static let intervalNanoseconds: Int64 = 5_000_000
  /// Time without a call after which the thread goes to sleep.
  private static let patience: Int64 = 1_000_000_000

  private let state: State
  private let thread: pthread_t

  init(_ work: any TickerWork) throws(SandboxError) {
    let state = State(work)
    self.state = state
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<State>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, Unmanaged.passRetained(state).toOpaque())
    guard status == 0 else {
      Unmanaged.passUnretained(state).release()
      throw SandboxError(.unavailable("the timer thread did not start (error \(status))"))
    }
    self.thread = thread
  }

  deinit {
    state.stop()
    pthread_join(thread, nil)
  }

  /// Whether it sleeps for want of calls.
  var isAsleep: Bool { state.isAsleep.load(ordering: .sequentiallyConsistent) }

  /// A call starts.
  func begin() {
    state.calls.add(1, ordering: .sequentiallyConsistent)
    if isAsleep { state.wake() }
  }

  /// A call has ended.
  func end() {
    state.calls.subtract(1, ordering: .sequentiallyConsistent)
  }

  /// What the thread and its owner share.
  ///
  /// `@unchecked Sendable`: the mutex and the condition are made for sharing, at a fixed
  /// address, and the rest is atomic or immutable.
  private final class State: @unchecked Sendable {
    let calls = Atomic(0)
    let isAsleep = Atomic(false)
    private let isStopped = Atomic(false)
    private let work: any TickerWork
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ work: any TickerWork) {
      self.work = work
      pthread_mutex_init(mutex, nil)
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      pthread_cond_init(condition, &attributes)
      pthread_condattr_destroy(&attributes)
    }

    deinit {
      pthread_cond_destroy(condition)
      pthread_mutex_destroy(mutex)
      condition.deallocate()
      mutex.deallocate()
    }

    func run() {
      Self.blockSignals()
      var now = Monotonic.now
      var busy = now
      work.start(now)
      while !isStopped.load(ordering: .sequentiallyConsistent) {
        wait(until: min(work.tick(now), now + Ticker.intervalNanoseconds))
        now = Monotonic.now
        if calls.load(ordering: .relaxed) != 0 { busy = now }
        if now - busy > Ticker.patience {
          waitForCall()
          now = Monotonic.now
          busy = now
          work.start(now)
        }
      }
    }

    /// Signals are for the threads of whoever has the process, but for faults of our own.
    private static func blockSignals() {
      var signals = sigset_t()
      sigfillset(&signals)
      for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP] { sigdelset(&signals, fault) }
      pthread_sigmask(SIG_SETMASK, &signals, nil)
    }

    /// Sleeps until the next tick is due, or the engine's end: whoever ends it waits for this
    /// thread.
    private func wait(until due: Int64) {
      var due = timespec(due)
      pthread_mutex_lock(mutex)
      if !isStopped.load(ordering: .sequentiallyConsistent) {
        pthread_cond_timedwait(condition, mutex, &due)
      }
      pthread_mutex_unlock(mutex)
    }

    private func waitForCall() {
      pthread_mutex_lock(mutex)
      isAsleep.store(true, ordering: .sequentiallyConsistent)
      while calls.load(ordering: .sequentiallyConsistent) == 0,
        !isStopped.load(ordering: .sequentiallyConsistent)
      {
        pthread_cond_wait(condition, mutex)
      }
      isAsleep.store(false, ordering: .sequentiallyConsistent)
      pthread_mutex_unlock(mutex)
    }

    func wake() {
      pthread_mutex_lock(mutex)
      pthread_cond_signal(condition)
      pthread_mutex_unlock(mutex)
    }

    func stop() {
      isStopped.store(true, ordering: .sequentiallyConsistent)
      wake()
    }
  }
}
