import CWasmtime

/// The host functions that modules may import, for stores with one type of state.
public struct Linker<State: AnyObject>: ~Copyable {
  let handle: OpaquePointer

  /// Creates a linker without functions.
  public init(_ engine: Engine) { handle = wasmtime_linker_new(engine.handle) }

  deinit { wasmtime_linker_delete(handle) }

  /// Lets what is defined later take the place of what was defined before under the same name.
  public mutating func allowShadowing() { wasmtime_linker_allow_shadowing(handle, true) }

  /// Defines a memory that belongs to a store: instances can be made in that store alone.
  ///
  /// - Throws: ``WasmtimeError/Code/linking`` when the name is already defined.
  public mutating func define(
    _ module: String, _ name: String, _ memory: Memory,
    in store: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) {
    var item = wasmtime_extern_t()
    item.kind = wasmtime_extern_kind_t(WASMTIME_EXTERN_MEMORY)
    item.of.memory = memory.handle
    let context = store.context
    let error = module.withCBytes { module, moduleCount in
      name.withCBytes { name, nameCount in
        wasmtime_linker_define(handle, context, module, moduleCount, name, nameCount, &item)
      }
    }
    try check(error, .linking)
  }

  /// Makes an instance at once, where no second will be made of the module.
  ///
  /// - Throws: ``WasmtimeError/Code/instantiation`` when an import is not defined or a limit is
  ///   reached, or whatever ended the start function.
  public func instantiate(
    _ module: Module, in store: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) -> Instance {
    var instance = wasmtime_instance_t()
    var trap: OpaquePointer?
    let error = wasmtime_linker_instantiate(
      handle, store.context, module.handle, &instance, &trap)
    try checkCall(error, trap, in: store.context, .instantiation)
    return Instance(handle: instance)
  }

  /// Binds a module's imports, so that instances are made without looking them up again.
  ///
  /// - Throws: ``WasmtimeError/Code/linking`` when an import is not defined or of another type.
  public func instancePre(_ module: Module) throws(WasmtimeError) -> InstancePre<State> {
    var pre: OpaquePointer?
    try check(wasmtime_linker_instantiate_pre(handle, module.handle, &pre), .linking)
    guard let pre else { throw WasmtimeError(.linking, "wasmtime returned no instance") }
    return InstancePre(handle: pre)
  }
}
