import CWasmtime

/// A compiled WebAssembly module, of which any number of instances can be made.
///
/// `@unchecked Sendable`: wasmtime's module is a counted reference to immutable
/// code, safe to use from all threads, and the pointer never changes.
public final class Module: @unchecked Sendable {
  let handle: OpaquePointer

  private init(handle: OpaquePointer) { self.handle = handle }

  deinit { wasmtime_module_delete(handle) }

  /// Compiles a module from its binary format.
  ///
  /// - Throws: ``WasmtimeError/Code/compilation`` when the bytes are not a valid module.
  public convenience init(_ engine: Engine, bytes: [UInt8]) throws(WasmtimeError) {
    self.init(
      handle: try Module.make(.compilation) { module in
        bytes.withUnsafeBufferPointer { buffer in
          wasmtime_module_new(engine.handle, buffer.baseAddress, buffer.count, &module)
        }
      })
  }

  /// Compiles a module from WebAssembly's text format.
  ///
  /// - Throws: ``WasmtimeError/Code/compilation`` when the text is not a valid module.
  public convenience init(_ engine: Engine, text: String) throws(WasmtimeError) {
    try self.init(engine, bytes: Module.binary(fromText: text))
  }

  /// Loads a module that ``serialize()`` wrote to a file, mapping the file.
  ///
  /// The file holds machine code that will run outside the sandbox: load only
  /// files that nobody else could have written. The file must not change while
  /// the module lives.
  ///
  /// - Throws: ``WasmtimeError/Code/deserialization`` when the file cannot be read or comes from
  ///   another version or configuration.
  public convenience init(_ engine: Engine, deserializing path: String) throws(WasmtimeError) {
    guard !path.utf8.contains(0) else {
      throw WasmtimeError(.deserialization, "the path contains a zero byte")
    }
    self.init(
      handle: try Module.make(.deserialization) { module in
        path.withCString { wasmtime_module_deserialize_file(engine.handle, $0, &module) }
      })
  }

  /// Loads a module from what ``serialize()`` returned, copying the bytes.
  ///
  /// The bytes are machine code and must be trusted like the program itself.
  ///
  /// - Throws: ``WasmtimeError/Code/deserialization`` when they come from another version or
  ///   configuration.
  public convenience init(_ engine: Engine, deserializing bytes: [UInt8]) throws(WasmtimeError) {
    self.init(
      handle: try Module.make(.deserialization) { module in
        bytes.withUnsafeBufferPointer { buffer in
          wasmtime_module_deserialize(engine.handle, buffer.baseAddress, buffer.count, &module)
        }
      })
  }

  /// The compiled module, for ``init(_:deserializing:)`` by an engine of the same configuration.
  public func serialize() throws(WasmtimeError) -> [UInt8] {
    var bytes = wasm_byte_vec_t(size: 0, data: nil)
    try check(wasmtime_module_serialize(handle, &bytes), .serialization)
    defer { wasm_byte_vec_delete(&bytes) }
    return Array(bytes.buffer)
  }

  /// Where its machine code lies, as long as it lives.
  public var codeRange: (start: UnsafeRawPointer?, end: UnsafeRawPointer?) {
    var (start, end): (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?)
    wasmtime_module_image_range(handle, &start, &end)
    return (UnsafeRawPointer(start), UnsafeRawPointer(end))
  }

  /// The binary format of a module in WebAssembly's text format.
  ///
  /// - Throws: ``WasmtimeError/Code/compilation`` with the place of the first error.
  public static func binary(fromText text: String) throws(WasmtimeError) -> [UInt8] {
    var bytes = wasm_byte_vec_t(size: 0, data: nil)
    try check(text.withCBytes { wasmtime_wat2wasm($0, $1, &bytes) }, .compilation)
    defer { wasm_byte_vec_delete(&bytes) }
    return Array(bytes.buffer)
  }

  private static func make(
    _ code: WasmtimeError.Code, _ create: (inout OpaquePointer?) -> OpaquePointer?
  ) throws(WasmtimeError) -> OpaquePointer {
    var module: OpaquePointer?
    try check(create(&module), code)
    guard let module else { throw WasmtimeError(code, "wasmtime returned no module") }
    return module
  }
}
