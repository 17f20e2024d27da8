import Synchronization
package import Wasmtime

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Advances an engine's epoch while calls run, so that their time limits are noticed.
/// Without calls its thread sleeps.
package final class EpochTicker: Sendable {
  /// Time between ticks.
  static let interval = Duration.milliseconds(5)
  /// Ticks without a call after which the thread goes to sleep.
  private static let patience = 200

  private let state: State
  private let thread: pthread_t

  package init(_ engine: Engine) throws(PythonGuestError) {
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
      throw PythonGuestError(.internal, "the timer thread did not start (error \(status))")
    }
    self.thread = thread
  }

  deinit {
    state.stop()
    pthread_join(thread, nil)
  }

  /// How many ticks a call that starts now and may last that long may see.
  package func ticks(_ time: Duration) -> UInt64 { Self.ticks(time + state.lag) }

  private static func ticks(_ time: Duration) -> UInt64 {
    let ticks = (max(time, .zero) / interval).rounded(.up)
    return ticks < 1e15 ? UInt64(ticks) + 1 : 1_000_000_000_000_000
  }

  /// A call starts.
  package func begin() {
    state.calls.add(1, ordering: .sequentiallyConsistent)
    if state.isAsleep.load(ordering: .sequentiallyConsistent) { state.wake() }
  }

  /// A call has ended.
  package func end() {
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
    private let origin = ContinuousClock.now
    /// Nanoseconds from the origin to the last tick, as if none had been late.
    private let lastTick = Atomic<Int64>(0)
    private let engine: Engine
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ engine: Engine) {
      self.engine = engine
      pthread_mutex_init(mutex, nil)
      pthread_cond_init(condition, nil)
    }

    deinit {
      pthread_cond_destroy(condition)
      pthread_mutex_destroy(mutex)
      condition.deallocate()
      mutex.deallocate()
    }

    /// How late the next tick may be: a busy machine's thread wakes late, and then makes up
    /// for the ticks it missed. Nothing while it sleeps for want of calls.
    var lag: Duration {
      if isAsleep.load(ordering: .sequentiallyConsistent) { return .zero }
      return min(max(elapsed - .nanoseconds(lastTick.load(ordering: .relaxed)), .zero), .seconds(1))
    }

    private var elapsed: Duration { ContinuousClock.now - origin }

    func run() {
      var idle = 0
      var last = elapsed
      while !isStopped.load(ordering: .sequentiallyConsistent) {
        sleep(for: EpochTicker.interval)
        let now = elapsed
        while last + EpochTicker.interval <= now {
          engine.incrementEpoch()
          last += EpochTicker.interval
        }
        note(last)
        idle = calls.load(ordering: .relaxed) == 0 ? idle + 1 : 0
        if idle > EpochTicker.patience {
          waitForCall()
          idle = 0
          last = elapsed
          note(last)
        }
      }
    }

    private func note(_ tick: Duration) {
      lastTick.store(Int64(tick / .nanoseconds(1)), ordering: .relaxed)
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

/// Blocks the calling thread.
package func sleep(for duration: Duration) {
  let (seconds, attoseconds) = duration.components
  var wanted = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
  var left = timespec()
  while nanosleep(&wanted, &left) == -1, errno == EINTR { wanted = left }
}
