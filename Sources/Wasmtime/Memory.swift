import CWasmtime

/// A linear memory. A plain value, used with the store it comes from.
///
/// Every access is checked against the memory's present size. Addresses count
/// bytes from its start. Using it with another store ends the process.
public struct Memory {
  let handle: wasmtime_memory_t

  init(_ export: Export?, _ name: String) throws(WasmtimeError) {
    guard case .memory(let memory) = export else {
      throw WasmtimeError(.noSuchExport, "no memory named \(name) is exported")
    }
    handle = memory
  }

  /// Bytes that a page takes.
  public static let pageBytes = 65_536

  /// Bytes in the memory.
  public func byteCount(in store: borrowing some StoreContext & ~Copyable) -> Int {
    all(store.context).count
  }

  /// Adds pages and returns how many there were.
  ///
  /// - Throws: ``WasmtimeError/Code/growth`` when a limit is reached.
  @discardableResult
  public func grow(
    pages: UInt64, in store: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) -> UInt64 {
    var handle = handle
    var before: UInt64 = 0
    try check(wasmtime_memory_grow(store.context, &handle, pages, &before), .growth)
    return before
  }

  /// Lends bytes for reading. `body` must neither keep them nor run anything in the store.
  ///
  /// - Throws: ``WasmtimeError/Code/outOfBounds``.
  public func withUnsafeBytes<R>(
    in store: borrowing some StoreContext & ~Copyable, at address: UInt32, count: UInt32,
    _ body: (UnsafeRawBufferPointer) -> R
  ) throws(WasmtimeError) -> R {
    body(UnsafeRawBufferPointer(try range(store.context, address, Int(count))))
  }

  /// Lends bytes for reading to a closure that may throw. It must neither keep them nor run
  /// anything in the store.
  ///
  /// - Throws: ``WasmtimeError/Code/outOfBounds``, or what `body` throws.
  public func withUnsafeBytes<R>(
    in store: borrowing some StoreContext & ~Copyable, at address: UInt32, count: UInt32,
    _ body: (UnsafeRawBufferPointer) throws -> R
  ) throws -> R {
    try body(UnsafeRawBufferPointer(range(store.context, address, Int(count))))
  }

  /// Lends bytes for writing. `body` must neither keep them nor run anything in the store.
  ///
  /// - Throws: ``WasmtimeError/Code/outOfBounds``.
  public func withUnsafeMutableBytes<R>(
    in store: borrowing some StoreContext & ~Copyable, at address: UInt32, count: UInt32,
    _ body: (UnsafeMutableRawBufferPointer) -> R
  ) throws(WasmtimeError) -> R {
    body(try range(store.context, address, Int(count)))
  }

  /// Lends bytes for writing to a closure that may throw. It must neither keep them nor run
  /// anything in the store.
  ///
  /// - Throws: ``WasmtimeError/Code/outOfBounds``, or what `body` throws.
  public func withUnsafeMutableBytes<R>(
    in store: borrowing some StoreContext & ~Copyable, at address: UInt32, count: UInt32,
    _ body: (UnsafeMutableRawBufferPointer) throws -> R
  ) throws -> R {
    try body(range(store.context, address, Int(count)))
  }

  /// Copies bytes out.
  ///
  /// - Throws: ``WasmtimeError/Code/outOfBounds``.
  public func bytes(
    in store: borrowing some StoreContext & ~Copyable, at address: UInt32, count: UInt32
  ) throws(WasmtimeError) -> [UInt8] {
    Array(try range(store.context, address, Int(count)))
  }

  /// Copies bytes in.
  ///
  /// - Throws: ``WasmtimeError/Code/outOfBounds``, before anything is written.
  public func write(
    _ bytes: UnsafeRawBufferPointer, in store: borrowing some StoreContext & ~Copyable,
    at address: UInt32
  ) throws(WasmtimeError) {
    try range(store.context, address, bytes.count).copyMemory(from: bytes)
  }

  /// Copies bytes in.
  ///
  /// - Throws: ``WasmtimeError/Code/outOfBounds``, before anything is written.
  public func write(
    _ bytes: [UInt8], in store: borrowing some StoreContext & ~Copyable, at address: UInt32
  ) throws(WasmtimeError) {
    let target = try range(store.context, address, bytes.count)
    bytes.withUnsafeBytes { target.copyMemory(from: $0) }
  }

  /// Lends all of the memory, which the store must not run in while it is read.
  public func withAllUnsafeBytes<R>(
    in store: borrowing some StoreContext & ~Copyable,
    _ body: (UnsafeRawBufferPointer) throws(WasmtimeError) -> R
  ) throws(WasmtimeError) -> R {
    try body(UnsafeRawBufferPointer(all(store.context)))
  }

  /// All of the memory where it lies now: until the store runs again, which may move it.
  public func unsafeContents(
    in store: borrowing some StoreContext & ~Copyable
  ) -> UnsafeMutableRawBufferPointer {
    all(store.context)
  }

  /// Where the memory begins now: until the store runs again, which may move it.
  public func unsafeStart(
    in store: borrowing some StoreContext & ~Copyable
  ) -> UnsafeMutableRawPointer? {
    var handle = handle
    return UnsafeMutableRawPointer(wasmtime_memory_data(store.context, &handle))
  }

  /// The whole memory. Its base is asked for at each access, since growth may move it.
  private func all(_ context: OpaquePointer) -> UnsafeMutableRawBufferPointer {
    var handle = handle
    let base = wasmtime_memory_data(context, &handle)
    return UnsafeMutableRawBufferPointer(
      start: base, count: wasmtime_memory_data_size(context, &handle))
  }

  func range(
    _ context: OpaquePointer, _ address: UInt32, _ count: Int
  ) throws(WasmtimeError) -> UnsafeMutableRawBufferPointer {
    let all = all(context)
    guard address <= all.count, count <= all.count - Int(address) else {
      throw WasmtimeError(
        .outOfBounds, "\(count) bytes at address \(address) exceed a memory of \(all.count)")
    }
    return UnsafeMutableRawBufferPointer(rebasing: all[Int(address)..<Int(address) + count])
  }
}
