import CWasmtime

/// A value that crosses into or out of a component: of the many kinds, those in our worlds.
public enum ComponentValue: Sendable, Equatable {
  case u32(UInt32)
  /// Text as UTF-8. It is not checked on the way in: wasmtime refuses invalid UTF-8.
  case string(utf8: [UInt8])
}

/// The kind of a value, as a component's functions declare it.
public enum ComponentType: Sendable {
  case u32, string

  /// Types and values are numbered differently.
  init?(taking type: inout wasmtime_component_valtype_t) {
    defer { wasmtime_component_valtype_delete(&type) }
    switch Int(type.kind) {
    case Int(WASMTIME_COMPONENT_VALTYPE_U32): self = .u32
    case Int(WASMTIME_COMPONENT_VALTYPE_STRING): self = .string
    default: return nil
    }
  }
}

extension ComponentValue {
  /// Copies a value that C owns; nil when it is of another kind.
  init?(copying value: wasmtime_component_val_t) {
    switch Int(value.kind) {
    case Int(WASMTIME_COMPONENT_U32): self = .u32(value.of.u32)
    case Int(WASMTIME_COMPONENT_STRING): self = .string(utf8: Array(value.of.string.buffer))
    default: return nil
    }
  }

  var type: ComponentType {
    switch self {
    case .u32: .u32
    case .string: .string
    }
  }

  /// Lends the value to C, which must not keep it.
  func withHandle<Result>(_ body: (wasmtime_component_val_t) -> Result) -> Result {
    var value = wasmtime_component_val_t()
    switch self {
    case .u32(let number):
      value.kind = UInt8(WASMTIME_COMPONENT_U32)
      value.of.u32 = number
      return body(value)
    case .string(let bytes):
      value.kind = UInt8(WASMTIME_COMPONENT_STRING)
      return bytes.withUnsafeBufferPointer { bytes in
        value.of.string = wasm_byte_vec_t(
          size: bytes.count, data: UnsafeMutablePointer(mutating: bytes.baseAddress))
        return body(value)
      }
    }
  }
}
