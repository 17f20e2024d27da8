import CPlatform
public import Wasmtime

/// An engine whose code runs within deadlines: with the thread that tells it the time, on threads
/// with stack enough.
public final class TimedEngine: Sendable {
  package let engine: Engine
  /// How calls are ended.
  package let interruption: Interruption
  private let ticker: Ticker
  private let work: Work
  /// Stack that its code may use.
  private let stackBytes: Int

  private enum Work {
    case epochs(EpochClock)
    case memory(WatchList)
  }

  /// Starts an engine with stack enough for CPython, but for what `configure` sets.
  package init(
    _ interruption: Interruption = .epochs, _ configure: (inout Configuration) -> Void = { _ in }
  ) throws(SandboxError) {
    var configuration = Configuration()
    configuration.maximumStack = ThreadStack.guestBytes
    configuration.epochInterruption = interruption == .epochs
    if interruption == .memory {
      // With room for all addresses a memory never moves.
      configuration.memoryReservation = 1 << 32
      // Before the engine's handlers, so that these come first and find traps.
      let error = memory_guard_install()
      guard error == 0 else {
        throw SandboxError(.unavailable("SIGSEGV cannot be handled: error \(error) of the system"))
      }
    }
    configure(&configuration)
    do throws(WasmtimeError) {
      engine = try Engine(configuration)
    } catch {
      throw SandboxError(.unavailable("wasmtime did not start: \(error)"), underlying: error)
    }
    if interruption == .memory { memory_guard_settle() }
    let work: any TickerWork
    switch interruption {
    case .epochs:
      let clock = EpochClock(engine)
      (work, self.work) = (clock, .epochs(clock))
    case .memory:
      let list = WatchList()
      (work, self.work) = (list, .memory(list))
    }
    ticker = try Ticker(work)
    self.interruption = interruption
    stackBytes = configuration.maximumStack
  }

  /// What ends the calls of an instance of an engine that interrupts through memory; nil where
  /// compiled code looks at the time itself.
  ///
  /// - Parameters:
  ///   - memory: the instance's, and the most bytes that it may have.
  ///   - judge: says when calls must have ended, and stays as long as the watch.
  ///   - flag: has the guest ask whether it may go on.
  package func watch<State>(
    _ memory: Memory, mostBytes: Int, of module: Module, in store: borrowing Store<State>,
    judge: any CallJudge, flag: MemoryWatch.Flag?
  ) throws(WasmtimeError) -> MemoryWatch? {
    guard case .memory(let list) = work else { return nil }
    let code = module.codeRange
    let most = min(max(mostBytes, 0), 1 << 32) / Memory.pageBytes * Memory.pageBytes
    let guarded = try memory.withAllUnsafeBytes(in: store) { all throws(WasmtimeError) in
      guard let start = all.baseAddress,
        let guarded = memory_guard_new(
          UnsafeMutableRawPointer(mutating: start), max(most, all.count), code.start, code.end)
      else { throw WasmtimeError(.other, "there is no memory for a watch") }
      return guarded
    }
    return MemoryWatch(guarded, list, ticker, judge: judge, flag: flag)
  }

  /// Runs code in a store for no longer than a time.
  ///
  /// - Parameters:
  ///   - watch: the instance's, where the engine interrupts through memory.
  ///   - ending: says what an error means.
  @inlinable @inline(__always) public func run<State, Result>(
    in store: borrowing Store<State>, within time: Duration, watch: MemoryWatch? = nil,
    ending: (WasmtimeError) -> SandboxError = { SandboxError(ending: $0) },
    _ body: (borrowing Store<State>) throws(WasmtimeError) -> Result
  ) throws(SandboxError) -> Result {
    if let watch {
      return try run(in: store, watch, deadline: deadline(time), ending: ending, body)
    }
    return try run(in: store, ticks: ticks(time), ending: ending, body)
  }

  /// Runs code in a store that is looked at, some 200 times a second, whether it may go on: by what
  /// was set with ``Store/onEpochDeadline(_:)``, or the judge of its watch.
  @inlinable @inline(__always) public func watch<State, Result>(
    _ store: borrowing Store<State>, watch: MemoryWatch? = nil,
    ending: (WasmtimeError) -> SandboxError = { SandboxError(ending: $0) },
    _ body: (borrowing Store<State>) throws(WasmtimeError) -> Result
  ) throws(SandboxError) -> Result {
    if let watch { return try run(in: store, watch, deadline: nil, ending: ending, body) }
    return try run(in: store, ticks: 1, ending: ending, body)
  }

  // Inlined with its closures: as generic code of another module they would run unspecialised, and
  // a call of one row take longer by a sixth.
  @inlinable @inline(__always) public func run<State, Result>(
    in store: borrowing Store<State>, ticks: UInt64, ending: (WasmtimeError) -> SandboxError,
    _ body: (borrowing Store<State>) throws(WasmtimeError) -> Result
  ) throws(SandboxError) -> Result {
    try begin()
    defer { end() }
    store.setEpochDeadline(ticks: ticks)
    do throws(WasmtimeError) {
      return try body(store)
    } catch {
      throw ending(error)
    }
  }

  @inlinable @inline(__always) func run<State, Result>(
    in store: borrowing Store<State>, _ watch: MemoryWatch, deadline: Int64?,
    ending: (WasmtimeError) -> SandboxError,
    _ body: (borrowing Store<State>) throws(WasmtimeError) -> Result
  ) throws(SandboxError) -> Result {
    try checkStack()
    watch.begin(deadline: deadline)
    do throws(WasmtimeError) {
      let result = try body(store)
      watch.end()
      return result
    } catch {
      throw MemoryWatch.ending(error, wasShut: watch.end(), ending)
    }
  }

  @usableFromInline func begin() throws(SandboxError) {
    try checkStack()
    ticker.begin()
  }

  @usableFromInline func end() { ticker.end() }

  @usableFromInline func checkStack() throws(SandboxError) { try ThreadStack.check(stackBytes) }

  /// Ticks within a time; where none are counted, any.
  @usableFromInline func ticks(_ time: Duration) -> UInt64 {
    if case .epochs(let clock) = work { clock.ticks(time, ticker) } else { .max }
  }

  @usableFromInline func deadline(_ time: Duration) -> Int64 {
    let (end, overflow) = Monotonic.now.addingReportingOverflow(Monotonic.nanoseconds(time))
    return overflow ? .max : end
  }

  /// Waits for something in the midst of a run, with no need for ticks meanwhile.
  package func rest<Result>(_ body: () -> Result) -> Result {
    ticker.end()
    defer { ticker.begin() }
    return body()
  }
}

extension StoreLimits {
  /// One instance with one memory of that many bytes.
  package static func instance(memory: Int) -> StoreLimits {
    StoreLimits(memoryBytes: max(memory, 0), instances: 1, tables: 1, memories: 1)
  }
}
