import CWasmtime

/// The host functions that modules may import, for stores with one type of state.
public struct Linker<State: AnyObject>: ~Copyable {
  let handle: OpaquePointer

  /// Creates a linker without functions.
  public init(_ engine: Engine) { handle = wasmtime_linker_new(engine.handle) }

  deinit { wasmtime_linker_delete(handle) }

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
