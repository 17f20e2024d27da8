import CWasmtime

/// What owns the instances, functions and memories made in it: a ``Store``, or the ``Caller`` that
/// a host function receives.
public protocol StoreContext: ~Copyable {
  /// wasmtime's context, valid no longer than this value.
  var context: OpaquePointer { get }
}

/// The home of instances and their memories, with the host's own state beside them.
///
/// A store and all that belongs to it are used by one thread at a time. Nothing
/// in it is freed before the store itself.
public struct Store<State: AnyObject>: ~Copyable, StoreContext {
  private let handle: OpaquePointer
  public let context: OpaquePointer
  /// The state that host functions called from this store receive.
  public let state: State
  let recyclesMemory: Bool

  /// Creates an empty store, which keeps `state` alive.
  ///
  /// With epoch interruption on, its deadline is already reached: call
  /// ``StoreContext/setEpochDeadline(ticks:)`` before anything runs.
  public init(_ engine: Engine, state: State) {
    self.state = state
    recyclesMemory = engine.recyclesMemory
    let data = Unmanaged.passRetained(StoreData(state: state))
    handle = wasmtime_store_new(engine.handle, data.toOpaque(), releaseObject)
    context = wasmtime_store_context(handle)
  }

  deinit { wasmtime_store_delete(handle) }

  /// Asks at each deadline how many ticks later the next one is, in place of trapping. What `body`
  /// throws ends the call into WebAssembly and is thrown there again.
  ///
  /// Running code looks at a new deadline only once the one before is reached: where deadlines
  /// become shorter while it runs, let `body` answer with few ticks.
  ///
  /// The code stands at an arbitrary point: `body` may look at its memory.
  public func onEpochDeadline(
    _ body: @escaping @Sendable (borrowing InterruptedStore<State>) throws -> UInt64
  ) {
    let handler = DeadlineHandler { context, state in
      try body(InterruptedStore(context: context, state: unsafeDowncast(state, to: State.self)))
    }
    wasmtime_store_epoch_deadline_callback(
      handle, callDeadlineHandler, Unmanaged.passRetained(handler).toOpaque(), releaseObject)
  }

  /// Limits what instances created from now on may allocate.
  public func setLimits(_ limits: StoreLimits) {
    func argument(_ limit: Int?) -> Int64 { limit.map { Int64(max($0, 0)) } ?? -1 }
    wasmtime_store_limiter(
      handle, argument(limits.memoryBytes), argument(limits.tableElements),
      argument(limits.instances), argument(limits.tables), argument(limits.memories))
  }
}

extension StoreContext where Self: ~Copyable {
  /// Makes code in this store trap once the engine's epoch has advanced by that many ticks.
  public func setEpochDeadline(ticks: UInt64) {
    // wasmtime adds the present epoch without a check for overflow.
    wasmtime_context_set_epoch_deadline(context, min(ticks, .max / 2))
  }
}

/// A store whose running code has reached its deadline, for the time it is looked at.
public struct InterruptedStore<State: AnyObject>: ~Copyable, StoreContext {
  public let context: OpaquePointer
  /// The store's state.
  public let state: State
}

/// How much the instances of a store may allocate. Nil leaves wasmtime's default.
public struct StoreLimits: Sendable, Hashable {
  /// Bytes that one memory may have. Growing further fails, with -1 inside WebAssembly.
  public var memoryBytes: Int?
  /// Elements that one table may have.
  public var tableElements: Int?
  /// Instances in the store.
  public var instances: Int?
  /// Tables in the store.
  public var tables: Int?
  /// Memories in the store.
  public var memories: Int?

  public init(
    memoryBytes: Int? = nil, tableElements: Int? = nil, instances: Int? = nil, tables: Int? = nil,
    memories: Int? = nil
  ) {
    self.memoryBytes = memoryBytes
    self.tableElements = tableElements
    self.instances = instances
    self.tables = tables
    self.memories = memories
  }
}

/// What a store's data pointer refers to.
final class StoreData {
  let state: AnyObject
  /// What a host function threw, until the call that led to it returns.
  private var thrown: (any Error)?

  init(state: AnyObject) { self.state = state }

  static func of(_ context: OpaquePointer) -> StoreData? {
    wasmtime_context_get_data(context).map {
      Unmanaged<StoreData>.fromOpaque($0).takeUnretainedValue()
    }
  }

  func keep(_ error: any Error) { thrown = error }

  func takeThrown() -> (any Error)? {
    defer { thrown = nil }
    return thrown
  }
}

/// A closure that C holds retained.
private final class DeadlineHandler: Sendable {
  let body: @Sendable (OpaquePointer, AnyObject) throws -> UInt64

  init(_ body: @escaping @Sendable (OpaquePointer, AnyObject) throws -> UInt64) {
    self.body = body
  }
}

/// Calls a ``DeadlineHandler`` from C. What it throws waits in the store.
private func callDeadlineHandler(
  _ context: OpaquePointer?, _ handler: UnsafeMutableRawPointer?,
  _ ticks: UnsafeMutablePointer<UInt64>?,
  _ kind: UnsafeMutablePointer<wasmtime_update_deadline_kind_t>?
) -> OpaquePointer? {
  guard let context, let handler, let ticks, let kind, let data = StoreData.of(context) else {
    return wasmtime_error_new("the calling store has no state")
  }
  do {
    let handler = Unmanaged<DeadlineHandler>.fromOpaque(handler).takeUnretainedValue()
    ticks.pointee = min(try handler.body(context, data.state), .max / 2)
    kind.pointee = wasmtime_update_deadline_kind_t(WASMTIME_UPDATE_DEADLINE_CONTINUE)
    return nil
  } catch {
    data.keep(error)
    return wasmtime_error_new("the deadline has passed")
  }
}

/// Releases an object that was handed to C retained.
func releaseObject(_ pointer: UnsafeMutableRawPointer?) {
  if let pointer { Unmanaged<AnyObject>.fromOpaque(pointer).release() }
}

/// Throws what ended a call into WebAssembly, if anything did. Takes ownership of both.
///
/// A ``WasmtimeError`` that a host function threw arrives as it is, any other
/// error as the ``WasmtimeError/underlyingError`` of ``WasmtimeError/Code/host``.
func checkCall(
  _ error: OpaquePointer?, _ trap: OpaquePointer?, in context: OpaquePointer,
  _ code: WasmtimeError.Code
) throws(WasmtimeError) {
  let failure: WasmtimeError
  switch (error, trap) {
  case (nil, nil): return
  case (let error?, _): failure = WasmtimeError(taking: error, code)
  case (nil, let trap?): failure = WasmtimeError(takingTrap: trap)
  }
  switch StoreData.of(context)?.takeThrown() {
  case nil: throw failure
  case var thrown as WasmtimeError:
    thrown.backtrace = thrown.backtrace ?? failure.backtrace
    throw thrown
  case let thrown?:
    throw WasmtimeError(
      .host, String(describing: thrown), backtrace: failure.backtrace, underlyingError: thrown)
  }
}
