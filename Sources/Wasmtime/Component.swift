import CWasmtime

/// A compiled component, of which any number of instances can be made.
///
/// `@unchecked Sendable`: wasmtime's component is a counted reference to immutable code, safe to
/// use from all threads, and the pointer never changes.
public final class Component: @unchecked Sendable {
  let handle: OpaquePointer

  private init(handle: OpaquePointer) { self.handle = handle }

  deinit { wasmtime_component_delete(handle) }

  /// Compiles a component from its binary format, by an engine whose features have
  /// ``Configuration/Features/componentModel``.
  ///
  /// - Throws: ``WasmtimeError/Code/compilation`` when the bytes are not a valid component.
  public convenience init(_ engine: Engine, bytes: [UInt8]) throws(WasmtimeError) {
    self.init(
      handle: try Component.make(.compilation) { component in
        bytes.withUnsafeBufferPointer { buffer in
          wasmtime_component_new(engine.handle, buffer.baseAddress, buffer.count, &component)
        }
      })
  }

  /// Loads a component that ``serialize()`` wrote to a file, mapping the file.
  ///
  /// The file holds machine code that will run outside the sandbox: load only files that nobody
  /// else could have written. The file must not change while the component lives.
  ///
  /// - Throws: ``WasmtimeError/Code/deserialization`` when the file cannot be read or comes from
  ///   another version or configuration.
  public convenience init(_ engine: Engine, deserializing path: String) throws(WasmtimeError) {
    guard !path.utf8.contains(0) else {
      throw WasmtimeError(.deserialization, "the path contains a zero byte")
    }
    self.init(
      handle: try Component.make(.deserialization) { component in
        path.withCString { wasmtime_component_deserialize_file(engine.handle, $0, &component) }
      })
  }

  /// The compiled component, for ``init(_:deserializing:)``.
  public func serialize() throws(WasmtimeError) -> [UInt8] {
    var bytes = wasm_byte_vec_t(size: 0, data: nil)
    try check(wasmtime_component_serialize(handle, &bytes), .serialization)
    defer { wasm_byte_vec_delete(&bytes) }
    return Array(bytes.buffer)
  }

  /// Where an exported function stands.
  ///
  /// - Throws: ``WasmtimeError/Code/noSuchExport``.
  func withExport<Result>(
    _ name: String, _ body: (OpaquePointer) throws(WasmtimeError) -> Result
  ) throws(WasmtimeError) -> Result {
    let index = name.withCBytes { wasmtime_component_get_export_index(handle, nil, $0, $1) }
    guard let index else {
      throw WasmtimeError(.noSuchExport, "the component exports nothing named \(name)")
    }
    defer { wasmtime_component_export_index_delete(index) }
    return try body(index)
  }

  private static func make(
    _ code: WasmtimeError.Code, _ create: (inout OpaquePointer?) -> OpaquePointer?
  ) throws(WasmtimeError) -> OpaquePointer {
    var component: OpaquePointer?
    try check(create(&component), code)
    guard let component else { throw WasmtimeError(code, "wasmtime returned no component") }
    return component
  }
}
