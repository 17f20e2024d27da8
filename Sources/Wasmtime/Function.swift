import CWasmtime

/// An exported function whose type was checked when it was looked up.
///
/// A plain value, used with the store it comes from. Using it with another store
/// ends the process. `Result` is a ``WasmValue`` or `Void`.
public struct Function<Result, each Parameter: WasmValue> {
  let handle: wasmtime_func_t

  /// Runs the function and returns its first slot.
  private func run(
    _ arguments: repeat each Parameter, context: OpaquePointer
  ) throws(WasmtimeError) -> UInt64 {
    var count = 0
    for _ in repeat (each Parameter).self { count += 1 }
    var error: OpaquePointer?
    var trap: OpaquePointer?
    // Arguments and result share slots, of which even `() -> ()` has one here.
    let result = withUnsafeTemporaryAllocation(
      of: wasmtime_val_raw_t.self, capacity: max(count, 1)
    ) { slots in
      var index = 0
      for argument in repeat each arguments {
        slots[index] = wasmtime_val_raw_t(slot: argument.slot)
        index += 1
      }
      if index == 0 { slots[0] = wasmtime_val_raw_t(slot: 0) }
      var handle = handle
      error = wasmtime_func_call_unchecked(
        context, &handle, slots.baseAddress, slots.count, &trap)
      return slots[0].slot
    }
    try checkCall(error, trap, in: context, .other)
    return result
  }
}

extension Function where Result: WasmValue {
  /// Calls the function.
  ///
  /// - Throws: ``WasmtimeError/Code/trap(_:)``, or what a host function threw.
  public func callAsFunction(
    _ arguments: repeat each Parameter, in store: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) -> Result {
    Result(slot: try run(repeat each arguments, context: store.context))
  }
}

extension Function where Result == Void {
  /// Calls the function.
  ///
  /// - Throws: ``WasmtimeError/Code/trap(_:)``, or what a host function threw.
  public func callAsFunction(
    _ arguments: repeat each Parameter, in store: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) {
    _ = try run(repeat each arguments, context: store.context)
  }
}
