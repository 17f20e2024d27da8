import CWasmtime

/// A compiler and runtime with one configuration, shared by modules, linkers and stores.
///
/// `@unchecked Sendable`: wasmtime's engine is a counted reference to state that
/// is safe to use from all threads, and the pointer never changes.
public final class Engine: @unchecked Sendable {
  let handle: OpaquePointer
  /// Whether an instance's memory is handed on to others after its end.
  let recyclesMemory: Bool

  /// Creates an engine.
  ///
  /// - Throws: ``WasmtimeError/Code/configuration`` when settings contradict each other.
  public init(_ configuration: Configuration = Configuration()) throws(WasmtimeError) {
    try configuration.validate()
    recyclesMemory = configuration.pooling != nil
    handle = wasm_engine_new_with_config(configuration.makeHandle())
  }

  deinit { wasm_engine_delete(handle) }

  /// Moves all stores of this engine one tick closer to their deadline.
  ///
  /// Safe from any thread and from a signal handler.
  public func incrementEpoch() { wasmtime_engine_increment_epoch(handle) }
}
