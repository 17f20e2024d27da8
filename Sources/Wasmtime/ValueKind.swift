import CWasmtime

/// The kind of a WebAssembly value.
public struct ValueKind: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let i32 = ValueKind(rawValue: UInt8(WASM_I32))
  public static let i64 = ValueKind(rawValue: UInt8(WASM_I64))
  public static let f32 = ValueKind(rawValue: UInt8(WASM_F32))
  public static let f64 = ValueKind(rawValue: UInt8(WASM_F64))
  public static let v128 = ValueKind(rawValue: UInt8(WASM_V128))
  public static let externref = ValueKind(rawValue: UInt8(WASM_EXTERNREF))
  public static let funcref = ValueKind(rawValue: UInt8(WASM_FUNCREF))
}

extension ValueKind: CustomStringConvertible {
  /// The name in WebAssembly's text format.
  public var description: String {
    switch self {
    case .i32: "i32"
    case .i64: "i64"
    case .f32: "f32"
    case .f64: "f64"
    case .v128: "v128"
    case .externref: "externref"
    case .funcref: "funcref"
    default: "kind \(rawValue)"
    }
  }
}

/// A Swift type that stands for a WebAssembly number in calls.
///
/// `UInt32` and `UInt64` are `i32` and `i64` read without a sign, as for addresses.
public protocol WasmValue: BitwiseCopyable, Sendable {
  /// The kind it stands for.
  static var kind: ValueKind { get }
  /// Takes the value from the low bits of a slot.
  init(slot: UInt64)
  /// The value in the low bits of a slot.
  var slot: UInt64 { get }
}

extension Int32: WasmValue {
  public static var kind: ValueKind { .i32 }
  @inlinable public init(slot: UInt64) { self.init(truncatingIfNeeded: slot) }
  @inlinable public var slot: UInt64 { UInt64(UInt32(bitPattern: self)) }
}

extension UInt32: WasmValue {
  public static var kind: ValueKind { .i32 }
  @inlinable public init(slot: UInt64) { self.init(truncatingIfNeeded: slot) }
  @inlinable public var slot: UInt64 { UInt64(self) }
}

extension Int64: WasmValue {
  public static var kind: ValueKind { .i64 }
  @inlinable public init(slot: UInt64) { self.init(bitPattern: slot) }
  @inlinable public var slot: UInt64 { UInt64(bitPattern: self) }
}

extension UInt64: WasmValue {
  public static var kind: ValueKind { .i64 }
  @inlinable public init(slot: UInt64) { self = slot }
  @inlinable public var slot: UInt64 { self }
}

extension Float: WasmValue {
  public static var kind: ValueKind { .f32 }
  @inlinable public init(slot: UInt64) { self.init(bitPattern: UInt32(truncatingIfNeeded: slot)) }
  @inlinable public var slot: UInt64 { UInt64(bitPattern) }
}

extension Double: WasmValue {
  public static var kind: ValueKind { .f64 }
  @inlinable public init(slot: UInt64) { self.init(bitPattern: slot) }
  @inlinable public var slot: UInt64 { bitPattern }
}

extension wasmtime_val_raw_t {
  init(slot: UInt64) {
    self.init()
    self.slot = slot
  }

  /// The low eight bytes, which hold every number.
  var slot: UInt64 {
    get { UInt64(bitPattern: Int64(littleEndian: i64)) }
    set { i64 = Int64(bitPattern: newValue).littleEndian }
  }
}
