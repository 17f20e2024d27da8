import Glibc
import Synchronization
import Wasmtime

/// Advances an engine's epoch while calls run, so that their time limits are noticed.
/// Without calls its thread sleeps.
final class EpochTicker: Sendable {
  /// Time between ticks.
  private static let intervalNanoseconds: Int64 = 5_000_000
  /// Ticks without a call after which the thread goes to sleep.
  private static let patience = 200

  private let state: State
  private let thread: pthread_t

  init(_ engine: Engine) throws(SandboxError) {
    let state = State(engine)
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

  /// How many ticks a call that starts now and may last that long may see.
  func ticks(_ time: Duration) -> UInt64 {
    let nanoseconds = max(Monotonic.nanoseconds(time), 0)
    let (span, overflow) = nanoseconds.addingReportingOverflow(state.lag(Monotonic.now))
    return overflow ? UInt64.max / 2 : UInt64(span) / UInt64(Self.intervalNanoseconds) + 2
  }

  /// A call starts.
  func begin() {
    state.calls.add(1, ordering: .sequentiallyConsistent)
    if state.isAsleep.load(ordering: .sequentiallyConsistent) { state.wake() }
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
    /// When the last tick was due.
    private let lastTick = Atomic(Monotonic.now)
    private let engine: Engine
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ engine: Engine) {
      self.engine = engine
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

    /// How late the next tick may be: a busy machine's thread wakes late, and then makes up
    /// for the ticks it missed. Nothing while it sleeps for want of calls.
    func lag(_ now: Int64) -> Int64 {
      if isAsleep.load(ordering: .sequentiallyConsistent) { return 0 }
      return min(max(now - lastTick.load(ordering: .relaxed), 0), 1_000_000_000)
    }

    func run() {
      var idle = 0
      var last = Monotonic.now
      while !isStopped.load(ordering: .sequentiallyConsistent) {
        waitForTick()
        let now = Monotonic.now
        while last + EpochTicker.intervalNanoseconds <= now {
          engine.incrementEpoch()
          last += EpochTicker.intervalNanoseconds
        }
        lastTick.store(last, ordering: .relaxed)
        idle = calls.load(ordering: .relaxed) == 0 ? idle + 1 : 0
        if idle > EpochTicker.patience {
          waitForCall()
          idle = 0
          last = Monotonic.now
          lastTick.store(last, ordering: .relaxed)
        }
      }
    }

    /// Sleeps until the next tick is due, or the engine's end: whoever ends it waits for this
    /// thread.
    private func waitForTick() {
      var due = timespec(Monotonic.now + EpochTicker.intervalNanoseconds)
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
