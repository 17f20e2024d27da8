import CWasmtime

/// Throws what a C function returned, unless it is null. Takes ownership of it.
func check(
  _ error: OpaquePointer?, _ code: @autoclosure () -> WasmtimeError.Code
) throws(WasmtimeError) {
  if let error { throw WasmtimeError(taking: error, code()) }
}

extension WasmtimeError {
  /// Copies an error and deletes it.
  init(taking error: OpaquePointer, _ code: Code) {
    defer { wasmtime_error_delete(error) }
    var status: Int32 = 0
    let ended = wasmtime_error_exit_status(error, &status)
    self.init(
      ended ? .exit(status) : code,
      text { wasmtime_error_message(error, &$0) },
      backtrace: frames { wasmtime_error_wasm_trace(error, &$0) })
  }

  /// Copies a trap and deletes it.
  init(takingTrap trap: OpaquePointer) {
    defer { wasm_trap_delete(trap) }
    let backtrace = frames { wasm_trap_trace(trap, &$0) }
    var number: UInt8 = 0
    if wasmtime_trap_code(trap, &number) {
      let code = TrapCode(rawValue: number)
      self.init(.trap(code), code.description, backtrace: backtrace)
    } else {
      self.init(.other, text { wasm_trap_message(trap, &$0) }, backtrace: backtrace)
    }
  }
}

/// The text that a C function writes to a vector of bytes.
private func text(_ write: (inout wasm_byte_vec_t) -> Void) -> String {
  var bytes = wasm_byte_vec_t(size: 0, data: nil)
  write(&bytes)
  defer { wasm_byte_vec_delete(&bytes) }
  let text = String(decoding: bytes.buffer, as: UTF8.self)
  return text.hasSuffix("\0") ? String(text.dropLast()) : text
}

/// The frames that a C function writes to a vector, one a line, or nil without any.
private func frames(_ write: (inout wasm_frame_vec_t) -> Void) -> String? {
  var vector = wasm_frame_vec_t(size: 0, data: nil)
  write(&vector)
  defer { wasm_frame_vec_delete(&vector) }
  guard vector.size > 0 else { return nil }
  return UnsafeBufferPointer(start: vector.data, count: vector.size).enumerated()
    .map { index, frame in "\(index): \(describe(frame))" }
    .joined(separator: "\n")
}

private func describe(_ frame: OpaquePointer) -> String {
  let name =
    wasmtime_frame_func_name(frame).map { String(copying: $0) }
    ?? "function \(wasm_frame_func_index(frame))"
  let offset = wasm_frame_module_offset(frame)
  // wasmtime gives the largest number where it knows none.
  return offset == .max || offset < 0 ? name : "\(name) at 0x\(String(offset, radix: 16))"
}

extension wasm_byte_vec_t {
  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: data, count: size) }
}

extension String {
  /// Copies a name that C owns.
  init(copying name: UnsafePointer<wasm_name_t>) {
    self.init(decoding: name.pointee.buffer, as: UTF8.self)
  }

  /// Lends the text's bytes to a C function that takes an address and a count.
  func withCBytes<R>(_ body: (UnsafePointer<CChar>?, Int) -> R) -> R {
    var copy = self
    return copy.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { body($0.baseAddress, $0.count) }
    }
  }
}
