import CWasmtime

/// The host functions that components may import, for stores with one type of state.
public struct ComponentLinker<State: AnyObject>: ~Copyable {
  let handle: OpaquePointer

  /// Creates a linker without functions.
  public init(_ engine: Engine) { handle = wasmtime_component_linker_new(engine.handle) }

  deinit { wasmtime_component_linker_delete(handle) }

  /// Defines the interfaces of WASI preview 2, for stores with
  /// ``StoreContext/setWASI(_:)``.
  ///
  /// - Throws: ``WasmtimeError/Code/linking`` when one is already defined.
  public mutating func defineWASI() throws(WasmtimeError) {
    try check(wasmtime_component_linker_add_wasip2(handle), .linking)
  }

  /// Defines a host function of the world itself, without a result.
  ///
  /// The function may be called by many stores at once. What it throws ends the call into the
  /// component and is thrown there again.
  ///
  /// - Throws: ``WasmtimeError/Code/linking`` when the name is already defined.
  public mutating func define(
    _ name: String, _ body: @escaping @Sendable (State, [ComponentValue]) throws -> Void
  ) throws(WasmtimeError) {
    let function = ComponentHostFunction { state, values in
      // Stores and linkers share the type of state.
      try body(unsafeDowncast(state, to: State.self), values)
    }
    let root = wasmtime_component_linker_root(handle)
    defer { wasmtime_component_linker_instance_delete(root) }
    let error = name.withCBytes { name, count in
      wasmtime_component_linker_instance_add_func(
        root, name, count, callHostFunction, Unmanaged.passRetained(function).toOpaque(),
        releaseObject)
    }
    try check(error, .linking)
  }

  /// Makes a new instance of a component.
  ///
  /// - Throws: ``WasmtimeError/Code/linking`` when an import is not defined or of another type,
  ///   ``WasmtimeError/Code/instantiation`` when a limit is reached.
  public func instantiate(
    _ component: Component, in store: borrowing Store<State>
  ) throws(WasmtimeError) -> ComponentInstance {
    var instance = wasmtime_component_instance_t()
    let error = wasmtime_component_linker_instantiate(
      handle, store.context, component.handle, &instance)
    try checkCall(error, nil, in: store.context, .instantiation)
    return ComponentInstance(handle: instance, component: component)
  }
}

/// A closure that C holds retained.
private final class ComponentHostFunction: Sendable {
  let body: @Sendable (AnyObject, [ComponentValue]) throws -> Void

  init(_ body: @escaping @Sendable (AnyObject, [ComponentValue]) throws -> Void) {
    self.body = body
  }
}

/// Calls a ``ComponentHostFunction`` from C. What it throws waits in the store and becomes an
/// error.
private func callHostFunction(
  _ function: UnsafeMutableRawPointer?, _ context: OpaquePointer?, _ type: OpaquePointer?,
  _ arguments: UnsafeMutablePointer<wasmtime_component_val_t>?, _ count: Int,
  _ results: UnsafeMutablePointer<wasmtime_component_val_t>?, _ resultCount: Int
) -> OpaquePointer? {
  guard let function, let context, let data = StoreData.of(context), resultCount == 0 else {
    return wasmtime_error_new("host function is missing")
  }
  let values = UnsafeBufferPointer(start: arguments, count: count)
    .compactMap { ComponentValue(copying: $0) }
  guard values.count == count else {
    return wasmtime_error_new("a host function got values of unknown kinds")
  }
  do {
    try Unmanaged<ComponentHostFunction>.fromOpaque(function).takeUnretainedValue()
      .body(data.state, values)
    return nil
  } catch {
    data.keep(error)
    return wasmtime_error_new("host function failed")
  }
}
