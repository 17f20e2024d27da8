import CWasmtime

/// The store that called a host function, for the time of that call.
public struct Caller<State: AnyObject>: ~Copyable, StoreContext {
  private let handle: OpaquePointer
  public let context: OpaquePointer
  /// The state of the calling store.
  public let state: State

  fileprivate init?(handle: OpaquePointer) {
    let context = wasmtime_caller_context(handle)
    guard let state = StoreData.of(context)?.state else { return nil }
    self.handle = handle
    self.context = context
    // Stores, linkers and callers share the type of state, so it is that of the store.
    self.state = unsafeDowncast(state, to: State.self)
  }

  /// A memory that the calling instance exports.
  ///
  /// - Throws: ``WasmtimeError/Code/noSuchExport``.
  public func memory(_ name: String = "memory") throws(WasmtimeError) -> Memory {
    try Memory(export(name), name)
  }

  /// A function with a result that the calling instance exports.
  ///
  /// - Throws: ``WasmtimeError/Code/noSuchExport`` or ``WasmtimeError/Code/typeMismatch``.
  public func function<Result: WasmValue, each Parameter: WasmValue>(
    _ name: String,
    as _: TypedFunction<Result, repeat each Parameter>.Type = TypedFunction<
      Result, repeat each Parameter
    >.self
  ) throws(WasmtimeError) -> TypedFunction<Result, repeat each Parameter> {
    let type = FunctionType(parameters: kinds(repeat (each Parameter).self), results: [Result.kind])
    return TypedFunction(handle: try Export.function(export(name), name, type, context))
  }

  private func export(_ name: String) -> Export? {
    Export { item in name.withCBytes { wasmtime_caller_export_get(handle, $0, $1, &item) } }
  }
}

extension Linker {
  /// Defines a host function with a result.
  ///
  /// The function may be called by many stores at once. What it throws ends the
  /// call into WebAssembly and is thrown there again.
  ///
  /// - Throws: ``WasmtimeError/Code/linking`` when the name is already defined.
  public mutating func define<Result: WasmValue, each Parameter: WasmValue>(
    _ module: String, _ name: String,
    _ body:
      @escaping @Sendable (borrowing Caller<State>, repeat each Parameter) throws -> Result
  ) throws(WasmtimeError) {
    let type = FunctionType(parameters: kinds(repeat (each Parameter).self), results: [Result.kind])
    try define(module, name, type) { caller, slots in
      var reader = SlotReader(slots)
      let result = try body(caller, repeat reader.next((each Parameter).self))
      slots[0].slot = result.slot
    }
  }

  /// Defines a host function without a result.
  ///
  /// The function may be called by many stores at once. What it throws ends the
  /// call into WebAssembly and is thrown there again.
  ///
  /// - Throws: ``WasmtimeError/Code/linking`` when the name is already defined.
  public mutating func define<each Parameter: WasmValue>(
    _ module: String, _ name: String,
    _ body: @escaping @Sendable (borrowing Caller<State>, repeat each Parameter) throws -> Void
  ) throws(WasmtimeError) {
    let type = FunctionType(parameters: kinds(repeat (each Parameter).self), results: [])
    try define(module, name, type) { caller, slots in
      var reader = SlotReader(slots)
      try body(caller, repeat reader.next((each Parameter).self))
    }
  }

  private func define(
    _ module: String, _ name: String, _ type: FunctionType,
    _ body:
      @escaping @Sendable (borrowing Caller<State>, UnsafeMutablePointer<wasmtime_val_raw_t>)
      throws -> Void
  ) throws(WasmtimeError) {
    let function = HostFunction { caller, slots in
      guard let caller = Caller<State>(handle: caller) else {
        throw WasmtimeError(.host, "the calling store has no state")
      }
      try body(caller, slots)
    }
    let type = type.makeHandle()
    defer { wasm_functype_delete(type) }
    let error = module.withCBytes { module, moduleCount in
      name.withCBytes { name, nameCount in
        wasmtime_linker_define_func_unchecked(
          handle, module, moduleCount, name, nameCount, type, callHostFunction,
          Unmanaged.passRetained(function).toOpaque(), releaseObject)
      }
    }
    try check(error, .linking)
  }
}

/// A closure that C holds retained.
private final class HostFunction: Sendable {
  let body: @Sendable (OpaquePointer, UnsafeMutablePointer<wasmtime_val_raw_t>) throws -> Void

  init(
    _ body:
      @escaping @Sendable (OpaquePointer, UnsafeMutablePointer<wasmtime_val_raw_t>) throws
      -> Void
  ) {
    self.body = body
  }
}

/// Calls a ``HostFunction`` from C. What it throws waits in the store and becomes a trap.
private func callHostFunction(
  _ environment: UnsafeMutableRawPointer?, _ caller: OpaquePointer?,
  _ slots: UnsafeMutablePointer<wasmtime_val_raw_t>?, _ count: Int
) -> OpaquePointer? {
  guard let environment, let caller, let slots else { return makeTrap("host function is missing") }
  let function = Unmanaged<HostFunction>.fromOpaque(environment)
  do {
    try function._withUnsafeGuaranteedRef { try $0.body(caller, slots) }
    return nil
  } catch {
    StoreData.of(wasmtime_caller_context(caller))?.keep(error)
    return makeTrap("host function failed")
  }
}

private func makeTrap(_ message: StaticString) -> OpaquePointer? {
  message.withUTF8Buffer { bytes in
    bytes.withMemoryRebound(to: CChar.self) { wasmtime_trap_new($0.baseAddress, $0.count) }
  }
}

/// Takes a function's arguments from its slots, in order.
private struct SlotReader {
  private var next: UnsafeMutablePointer<wasmtime_val_raw_t>

  init(_ slots: UnsafeMutablePointer<wasmtime_val_raw_t>) { next = slots }

  mutating func next<Value: WasmValue>(_: Value.Type) -> Value {
    defer { next += 1 }
    return Value(slot: next.pointee.slot)
  }
}

/// The kinds of a list of types.
func kinds<each Value: WasmValue>(_: repeat (each Value).Type) -> [ValueKind] {
  var kinds: [ValueKind] = []
  repeat kinds.append((each Value).kind)
  return kinds
}
