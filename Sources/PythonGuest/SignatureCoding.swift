import Columns
import GuestInterface

/// The guest's answer to loading a source.
package struct ProgramDescription: Codable, Equatable {
  package var functions: [Signature]
  package var notOffered: [NotOffered]

  package init(functions: [Signature], notOffered: [NotOffered]) {
    self.functions = functions
    self.notOffered = notOffered
  }
}

extension Signature: Codable {
  private enum Key: String, CodingKey {
    case name, kind, parameters, returns, operations, columns
    case isVectorized = "vectorized"
    case isAsync = "async"
    case volatility, onNull
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decode(String.self, forKey: .name)
    let kind = try fields.decode(String.self, forKey: .kind)
    guard let known = Kind(rawValue: kind) else {
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: fields, debugDescription: "unknown kind of function")
    }
    self.kind = known
    parameters = try fields.decode([Parameter].self, forKey: .parameters)
    returns = try fields.decode(ValueType.self, forKey: .returns)
    isVectorized = try fields.decodeIfPresent(Bool.self, forKey: .isVectorized) ?? false
    isAsync = try fields.decodeIfPresent(Bool.self, forKey: .isAsync) ?? false
    volatility = try fields.decodeIfPresent(Volatility.self, forKey: .volatility) ?? .volatile
    onNull = try fields.decodeIfPresent(NullTreatment.self, forKey: .onNull)
    columns = try fields.decodeIfPresent([TableColumn].self, forKey: .columns) ?? []
    let numbers = try fields.decodeIfPresent([String: Int].self, forKey: .operations) ?? [:]
    operations = [:]
    for (name, number) in numbers {
      // The guest can ask itself for what it likes; a number that is none is not sent.
      guard let operation = Operation(rawValue: name), UInt32(exactly: number) != nil else {
        continue
      }
      operations[operation] = number
    }
    guard columnsFit else {
      throw DecodingError.dataCorruptedError(
        forKey: .returns, in: fields, debugDescription: "columns that are not those of the rows")
    }
  }

  /// Whether columns are there where they belong, and are those of the rows' type.
  private var columnsFit: Bool {
    guard kind == .table else { return columns.isEmpty }
    guard returns.column.id == .structure else {
      return columns.map(\.type.column) == [returns.column]
    }
    return columns.map(\.name) == returns.column.children.map(\.name)
      && columns.map(\.type.column) == returns.column.children.map(\.type)
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(kind.rawValue, forKey: .kind)
    try fields.encode(parameters, forKey: .parameters)
    try fields.encode(returns, forKey: .returns)
    try fields.encode(isVectorized, forKey: .isVectorized)
    try fields.encode(isAsync, forKey: .isAsync)
    try fields.encode(volatility, forKey: .volatility)
    try fields.encodeIfPresent(onNull, forKey: .onNull)
    try fields.encode(
      Dictionary(uniqueKeysWithValues: operations.map { ($0.rawValue, $1) }), forKey: .operations)
    try fields.encode(columns, forKey: .columns)
  }
}

extension Parameter: Codable {
  private enum Key: String, CodingKey {
    case name, hasDefault, variadic
    case defaultValue = "default"
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decode(String.self, forKey: .name)
    hasDefault = try fields.decode(Bool.self, forKey: .hasDefault)
    isVariadic = try fields.decodeIfPresent(Bool.self, forKey: .variadic) ?? false
    type = try ValueType(from: decoder)
    guard fields.contains(.defaultValue) else { return }
    if try fields.decodeNil(forKey: .defaultValue) {
      defaultValue = type.isNullable ? .null : nil
      return
    }
    defaultValue =
      switch type.column.id {
      case .bool: .bool(try fields.decode(Bool.self, forKey: .defaultValue))
      case .int64: .int64(try fields.decode(Int64.self, forKey: .defaultValue))
      case .float64: .float64(try fields.decode(Double.self, forKey: .defaultValue))
      case .utf8: .utf8(try fields.decode(String.self, forKey: .defaultValue))
      default: nil
      }
  }

  public func encode(to encoder: any Encoder) throws {
    try type.encode(to: encoder)
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(hasDefault, forKey: .hasDefault)
    try fields.encode(isVariadic, forKey: .variadic)
    switch defaultValue {
    case .null: try fields.encodeNil(forKey: .defaultValue)
    case .bool(let value): try fields.encode(value, forKey: .defaultValue)
    case .int64(let value): try fields.encode(value, forKey: .defaultValue)
    case .float64(let value) where value.isFinite:
      try fields.encode(value, forKey: .defaultValue)
    case .utf8(let value): try fields.encode(value, forKey: .defaultValue)
    default: break
    }
  }
}

extension ValueType: Codable {
  private enum Key: String, CodingKey { case type, column, nullable }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    pythonName = try fields.decode(String.self, forKey: .type)
    isNullable = try fields.decode(Bool.self, forKey: .nullable)
    column = try fields.decode(DescribedType.self, forKey: .column).type
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(pythonName, forKey: .type)
    try fields.encode(isNullable, forKey: .nullable)
    try fields.encode(DescribedType(column), forKey: .column)
  }
}

/// A data type as the guest describes it: a number, or an object with that and with the parameters
/// and children that it has.
private struct DescribedType: Codable {
  /// Levels of types within types. The guest refuses more; what claims more is none of ours.
  private static let mostLevels = 32

  let type: DataType

  init(_ type: DataType) { self.type = type }

  private enum Key: String, CodingKey { case id, precision, scale, zone, children }

  private struct Child: Codable {
    var name: String
    var nullable: Bool
    var column: DescribedType
  }

  init(from decoder: any Decoder) throws {
    guard decoder.codingPath.count < 2 * Self.mostLevels + 8 else {
      throw Self.unknown(decoder)
    }
    if let number = try? decoder.singleValueContainer().decode(UInt32.self) {
      guard let plain = ColumnType(rawValue: number).flatMap({ DataType(plain: $0) }) else {
        throw Self.unknown(decoder)
      }
      type = plain
      return
    }
    let fields = try decoder.container(keyedBy: Key.self)
    let id = ColumnType(rawValue: try fields.decode(UInt32.self, forKey: .id))
    let children = try fields.decodeIfPresent([Child].self, forKey: .children) ?? []
    let precision = try fields.decodeIfPresent(Int.self, forKey: .precision) ?? 0
    let scale = try fields.decodeIfPresent(Int.self, forKey: .scale) ?? 0
    switch id {
    case .decimal: type = try .decimal(precision: precision, scale: scale)
    case .zonedTimestamp:
      guard let zone = Zone(try fields.decode(String.self, forKey: .zone)) else {
        throw Self.unknown(decoder)
      }
      type = .timestamp(in: zone)
    case .list where children.count == 1:
      type = .list(of: children[0].column.type, nullable: children[0].nullable)
    case .map where children.count == 1:
      type = .map(of: children[0].column.type, nullable: children[0].nullable)
    case .structure where !children.isEmpty:
      type = .structure(
        children.map { Field($0.name, $0.column.type, isNullable: $0.nullable) })
    default: throw Self.unknown(decoder)
    }
  }

  private static func unknown(_ decoder: any Decoder) -> DecodingError {
    DecodingError.dataCorrupted(
      DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "unknown type"))
  }

  func encode(to encoder: any Encoder) throws {
    if DataType(plain: type.id) != nil {
      var number = encoder.singleValueContainer()
      return try number.encode(type.id.rawValue)
    }
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(type.id.rawValue, forKey: .id)
    if type.id == .decimal {
      try fields.encode(type.precision, forKey: .precision)
      try fields.encode(type.scale, forKey: .scale)
    }
    try fields.encodeIfPresent(type.zone?.name, forKey: .zone)
    // Of a map, what it holds: its keys are always texts.
    let children = type.mapValue.map { [$0] } ?? type.children
    if children.isEmpty { return }
    try fields.encode(
      children.map {
        Child(name: $0.name, nullable: $0.isNullable, column: DescribedType($0.type))
      },
      forKey: .children)
  }
}
