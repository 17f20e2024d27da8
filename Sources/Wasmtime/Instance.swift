import CWasmtime

/// A module bound to its imports, ready to be instantiated in many stores.
///
/// `@unchecked Sendable`: wasmtime's value is immutable and safe to use from all
/// threads, as are the host functions it holds.
public final class InstancePre<State: AnyObject>: @unchecked Sendable {
  private let handle: OpaquePointer

  init(handle: OpaquePointer) { self.handle = handle }

  deinit { wasmtime_instance_pre_delete(handle) }

  /// Makes a new instance and runs the module's start function, if it has one.
  ///
  /// - Throws: ``WasmtimeError/Code/instantiation`` when a limit is reached, or whatever ended the
  ///   start function.
  public func instantiate(in store: borrowing Store<State>) throws(WasmtimeError) -> Instance {
    var instance = wasmtime_instance_t()
    var trap: OpaquePointer?
    let error = wasmtime_instance_pre_instantiate(handle, store.context, &instance, &trap)
    try checkCall(error, trap, in: store.context, .instantiation)
    return Instance(handle: instance)
  }
}

/// One running module. A plain value, used with the store it was made in.
///
/// Using it with another store ends the process.
public struct Instance {
  let handle: wasmtime_instance_t

  /// An exported memory.
  ///
  /// - Throws: ``WasmtimeError/Code/noSuchExport``.
  public func memory(
    _ name: String = "memory", in store: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) -> Memory {
    try Memory(export(name, store.context), name)
  }

  /// An exported function with a result, its type checked once.
  ///
  ///     let add: TypedFunction<Int32, Int32, Int32> = try instance.function("add", in: store)
  ///     let sum = try add(1, 2, in: store)
  ///
  /// - Throws: ``WasmtimeError/Code/noSuchExport`` or ``WasmtimeError/Code/typeMismatch``.
  public func function<Result: WasmValue, each Parameter: WasmValue>(
    _ name: String, in store: borrowing some StoreContext & ~Copyable,
    as _: TypedFunction<Result, repeat each Parameter>.Type = TypedFunction<
      Result, repeat each Parameter
    >
    .self
  ) throws(WasmtimeError) -> TypedFunction<Result, repeat each Parameter> {
    let type = FunctionType(parameters: kinds(repeat (each Parameter).self), results: [Result.kind])
    return TypedFunction(handle: try function(name, type, store.context))
  }

  /// An exported function without results, its type checked once.
  ///
  /// - Throws: ``WasmtimeError/Code/noSuchExport`` or ``WasmtimeError/Code/typeMismatch``.
  public func function<each Parameter: WasmValue>(
    _ name: String, in store: borrowing some StoreContext & ~Copyable,
    as _: TypedFunction<Void, repeat each Parameter>.Type = TypedFunction<
      Void, repeat each Parameter
    >.self
  ) throws(WasmtimeError) -> TypedFunction<Void, repeat each Parameter> {
    let type = FunctionType(parameters: kinds(repeat (each Parameter).self), results: [])
    return TypedFunction(handle: try function(name, type, store.context))
  }

  private func function(
    _ name: String, _ expected: FunctionType, _ context: OpaquePointer
  ) throws(WasmtimeError) -> wasmtime_func_t {
    try Export.function(export(name, context), name, expected, context)
  }

  private func export(_ name: String, _ context: OpaquePointer) -> Export? {
    var handle = handle
    return Export { item in
      name.withCBytes { wasmtime_instance_export_get(context, &handle, $0, $1, &item) }
    }
  }
}

/// What an instance exports under a name.
enum Export {
  case function(wasmtime_func_t)
  case memory(wasmtime_memory_t)
  case other

  /// The exported function, if it is one of that type.
  static func function(
    _ export: Export?, _ name: String, _ expected: FunctionType, _ context: OpaquePointer
  ) throws(WasmtimeError) -> wasmtime_func_t {
    guard case .function(var function) = export else {
      throw WasmtimeError(.noSuchExport, "no function named \(name) is exported")
    }
    let handle = wasmtime_func_type(context, &function)
    defer { wasm_functype_delete(handle) }
    let type = FunctionType(handle)
    guard type == expected else {
      throw WasmtimeError(.typeMismatch, "\(name) is \(type), not \(expected)")
    }
    return function
  }

  /// What a C function finds, or nil when it returns false.
  init?(_ find: (inout wasmtime_extern_t) -> Bool) {
    var item = wasmtime_extern_t()
    guard find(&item) else { return nil }
    defer { wasmtime_extern_delete(&item) }
    switch Int(item.kind) {
    case Int(WASMTIME_EXTERN_FUNC): self = .function(item.of.func)
    case Int(WASMTIME_EXTERN_MEMORY): self = .memory(item.of.memory)
    default: self = .other
    }
  }
}
