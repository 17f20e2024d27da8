import CWasmtime

/// An exported function whose type was checked when it was looked up.
///
/// A plain value, used with the store it comes from. Using it with another store
/// ends the process. `Result` is a ``WasmValue`` or `Void`.
public struct TypedFunction<Result, each Parameter: WasmValue> {
  let handle: wasmtime_func_t

  /// Runs the function and returns its first slot. Inlined, so that each signature gets its own
  /// code.
  @inlinable
  func run(
    _ arguments: repeat each Parameter, context: OpaquePointer
  ) throws(WasmtimeError) -> UInt64 {
    // Arguments and result share slots, of which even `() -> ()` has one here.
    var count = 1
    for _ in repeat (each Parameter).self { count += 1 }
    var outcome = CallOutcome()
    let result = withUnsafeTemporaryAllocation(of: Slot.self, capacity: count) { slots in
      slots.initialize(repeating: Slot())
      var index = 0
      for argument in repeat each arguments {
        slots[index].low = argument.slot.littleEndian
        index += 1
      }
      outcome = call(UnsafeMutableRawBufferPointer(slots), context: context)
      return UInt64(littleEndian: slots[0].low)
    }
    if outcome.failed { try outcome.throwError(in: context) }
    return result
  }

  /// Calls the function with its slots.
  @usableFromInline
  func call(_ slots: UnsafeMutableRawBufferPointer, context: OpaquePointer) -> CallOutcome {
    var handle = handle
    var outcome = CallOutcome()
    let values = slots.assumingMemoryBound(to: wasmtime_val_raw_t.self)
    outcome.error = wasmtime_func_call_unchecked(
      context, &handle, values.baseAddress, values.count, &outcome.trap)
    return outcome
  }
}

extension TypedFunction where Result: WasmValue {
  /// Calls the function.
  ///
  /// - Throws: ``WasmtimeError/Code/trap(_:)``, or what a host function threw.
  @inlinable
  public func callAsFunction(
    _ arguments: repeat each Parameter, in store: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) -> Result {
    Result(slot: try run(repeat each arguments, context: store.context))
  }
}

extension TypedFunction where Result == Void {
  /// Calls the function.
  ///
  /// - Throws: ``WasmtimeError/Code/trap(_:)``, or what a host function threw.
  @inlinable
  public func callAsFunction(
    _ arguments: repeat each Parameter, in store: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) {
    _ = try run(repeat each arguments, context: store.context)
  }
}

/// Sixteen bytes, as `wasmtime_val_raw_t`, whose low eight hold any number.
@usableFromInline
struct Slot {
  @usableFromInline var low: UInt64 = 0
  @usableFromInline var high: UInt64 = 0

  @inlinable init() {}
}

/// What a call into WebAssembly returned besides its result: at most one is set.
@usableFromInline
struct CallOutcome {
  @usableFromInline var error: OpaquePointer?
  @usableFromInline var trap: OpaquePointer?

  @inlinable init() {}

  @inlinable var failed: Bool { error != nil || trap != nil }

  @usableFromInline
  func throwError(in context: OpaquePointer) throws(WasmtimeError) {
    try checkCall(error, trap, in: context, .other)
  }
}
