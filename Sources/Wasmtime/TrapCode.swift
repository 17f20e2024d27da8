/// Why WebAssembly code trapped, as numbered by wasmtime.
public struct TrapCode: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let stackOverflow = TrapCode(rawValue: 0)
  public static let memoryOutOfBounds = TrapCode(rawValue: 1)
  public static let heapMisaligned = TrapCode(rawValue: 2)
  public static let tableOutOfBounds = TrapCode(rawValue: 3)
  public static let indirectCallToNull = TrapCode(rawValue: 4)
  public static let badSignature = TrapCode(rawValue: 5)
  public static let integerOverflow = TrapCode(rawValue: 6)
  public static let integerDivisionByZero = TrapCode(rawValue: 7)
  public static let badConversionToInteger = TrapCode(rawValue: 8)
  public static let unreachable = TrapCode(rawValue: 9)
  /// The epoch passed the store's deadline.
  public static let interrupt = TrapCode(rawValue: 10)
  public static let outOfFuel = TrapCode(rawValue: 11)
  public static let nullReference = TrapCode(rawValue: 13)
  public static let allocationTooLarge = TrapCode(rawValue: 15)
}

extension TrapCode: CustomStringConvertible {
  /// What happened, in a few words.
  public var description: String {
    switch self {
    case .stackOverflow: "stack overflow"
    case .memoryOutOfBounds: "memory access out of bounds"
    case .heapMisaligned: "misaligned atomic access"
    case .tableOutOfBounds: "table access out of bounds"
    case .indirectCallToNull: "indirect call to null"
    case .badSignature: "indirect call with another signature"
    case .integerOverflow: "integer overflow"
    case .integerDivisionByZero: "integer division by zero"
    case .badConversionToInteger: "invalid conversion to integer"
    case .unreachable: "unreachable code reached"
    case .interrupt: "interrupted"
    case .outOfFuel: "out of fuel"
    case .nullReference: "null reference"
    case .allocationTooLarge: "allocation too large"
    default: "trap \(rawValue)"
    }
  }
}
