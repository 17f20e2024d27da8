import CWasmtime

/// One running component. A plain value, used with the store it was made in.
///
/// Using it with another store ends the process.
public struct ComponentInstance {
  let handle: wasmtime_component_instance_t
  let component: Component

  /// An exported function with one result, its type checked once.
  ///
  /// - Throws: ``WasmtimeError/Code/noSuchExport`` or ``WasmtimeError/Code/typeMismatch``.
  public func function(
    _ name: String, _ parameters: [ComponentType], returns result: ComponentType,
    in store: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) -> ComponentFunction {
    let context = store.context
    var function = wasmtime_component_func_t()
    let isFunction = try component.withExport(name) { index in
      var instance = handle
      return wasmtime_component_instance_get_func(&instance, context, index, &function)
    }
    guard isFunction else {
      throw WasmtimeError(.noSuchExport, "\(name), which the component exports, is no function")
    }
    let type = wasmtime_component_func_type(&function, context)
    defer { wasmtime_component_func_type_delete(type) }
    guard Self.parameters(type) == parameters, Self.result(type) == result else {
      throw WasmtimeError(.typeMismatch, "\(name), which the component exports, has another type")
    }
    return ComponentFunction(handle: function, result: result)
  }

  /// The kinds of a function's parameters, nil for those unknown here.
  private static func parameters(_ type: OpaquePointer) -> [ComponentType?] {
    (0..<wasmtime_component_func_type_param_count(type)).map { position in
      var name: UnsafePointer<CChar>?
      var count = 0
      var kind = wasmtime_component_valtype_t()
      guard wasmtime_component_func_type_param_nth(type, position, &name, &count, &kind) else {
        return nil
      }
      return ComponentType(taking: &kind)
    }
  }

  private static func result(_ type: OpaquePointer) -> ComponentType? {
    var kind = wasmtime_component_valtype_t()
    guard wasmtime_component_func_type_result(type, &kind) else { return nil }
    return ComponentType(taking: &kind)
  }
}

/// A function that a component exports. A plain value, used with the store it comes from.
///
/// Using it with another store ends the process.
public struct ComponentFunction {
  let handle: wasmtime_component_func_t
  let result: ComponentType

  /// Calls the function.
  ///
  /// - Throws: ``WasmtimeError/Code/trap(_:)``, or what a host function threw.
  public func callAsFunction(
    _ arguments: ComponentValue..., in store: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) -> ComponentValue {
    // wasmtime reads what the result held before.
    var result = wasmtime_component_val_t()
    let error = Self.lend(arguments[...], []) { values in
      var handle = handle
      return wasmtime_component_func_call(
        &handle, store.context, values.baseAddress, values.count, &result, 1)
    }
    do throws(WasmtimeError) {
      try checkCall(error, nil, in: store.context, .other)
    } catch {
      throw error.namingTrap()
    }
    defer { wasmtime_component_val_delete(&result) }
    guard let value = ComponentValue(copying: result), value.type == self.result else {
      throw WasmtimeError(.typeMismatch, "a component returned a value of another type")
    }
    return value
  }

  /// Lends all values to C at once.
  private static func lend<Result>(
    _ values: ArraySlice<ComponentValue>, _ lent: [wasmtime_component_val_t],
    _ body: (UnsafeBufferPointer<wasmtime_component_val_t>) -> Result
  ) -> Result {
    guard let first = values.first else { return lent.withUnsafeBufferPointer(body) }
    return first.withHandle { lend(values.dropFirst(), lent + [$0], body) }
  }
}

extension WasmtimeError {
  /// The error with the code of the trap that its message names, for calls into components: of
  /// those wasmtime's C interface tells nothing but the message.
  fileprivate func namingTrap() -> WasmtimeError {
    let traps: [(String, TrapCode)] = [
      ("wasm trap: interrupt", .interrupt),
      ("wasm trap: call stack exhausted", .stackOverflow),
      ("wasm trap: out of bounds memory access", .memoryOutOfBounds),
      ("`unreachable` instruction executed", .unreachable),
    ]
    guard code == .other, let trap = traps.first(where: { message.contains($0.0) })?.1 else {
      return self
    }
    return WasmtimeError(
      .trap(trap), trap.description, backtrace: backtrace, underlyingError: underlyingError)
  }
}
