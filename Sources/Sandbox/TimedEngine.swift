public import Wasmtime

/// An engine whose code runs within deadlines: with the thread that tells it the time, on threads
/// with stack enough.
public final class TimedEngine: Sendable {
  package let engine: Engine
  private let ticker: EpochTicker
  /// Stack that its code may use.
  private let stackBytes: Int

  /// Starts an engine with stack enough for CPython, but for what `configure` sets.
  package init(_ configure: (inout Configuration) -> Void = { _ in }) throws(SandboxError) {
    var configuration = Configuration()
    configuration.maximumStack = ThreadStack.guestBytes
    configure(&configuration)
    do throws(WasmtimeError) {
      engine = try Engine(configuration)
    } catch {
      throw SandboxError(.unavailable("wasmtime did not start: \(error)"), underlying: error)
    }
    ticker = try EpochTicker(engine)
    stackBytes = configuration.maximumStack
  }

  /// Runs code in a store for no longer than a time.
  ///
  /// - Parameter ending: says what an error means.
  @inlinable @inline(__always) public func run<State, Result>(
    in store: borrowing Store<State>, within time: Duration,
    ending: (WasmtimeError) -> SandboxError = { SandboxError(ending: $0) },
    _ body: (borrowing Store<State>) throws(WasmtimeError) -> Result
  ) throws(SandboxError) -> Result {
    try run(in: store, ticks: ticks(time), ending: ending, body)
  }

  /// Runs code in a store that looks for itself, some 200 times a second, whether it may go on:
  /// what it does then was set with ``Store/onEpochDeadline(_:)``.
  @inlinable @inline(__always) public func watch<State, Result>(
    _ store: borrowing Store<State>,
    ending: (WasmtimeError) -> SandboxError = { SandboxError(ending: $0) },
    _ body: (borrowing Store<State>) throws(WasmtimeError) -> Result
  ) throws(SandboxError) -> Result {
    try run(in: store, ticks: 1, ending: ending, body)
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

  @usableFromInline func begin() throws(SandboxError) {
    try ThreadStack.check(stackBytes)
    ticker.begin()
  }

  @usableFromInline func end() { ticker.end() }

  @usableFromInline func ticks(_ time: Duration) -> UInt64 { ticker.ticks(time) }

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
