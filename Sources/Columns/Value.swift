public import struct FoundationEssentials.UUID

/// One value of a column.
public enum Value: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A value of any type of whole numbers but `.uint64`.
  case int64(Int64)
  /// A value of type `.uint64`.
  case uint64(UInt64)
  /// A value of type `.float64` or `.float32`.
  case float64(Double)
  // Boxed, so that no value takes more than a text does.
  indirect case decimal(Decimal128)
  case utf8(String)
  case binary([UInt8])
  indirect case uuid(UUID)
  /// Text that is JSON. Whether it is, is told where it is read or written.
  case json(String)
  /// Days since 1970-01-01.
  case date(days: Int32)
  /// Microseconds since midnight.
  case time(microseconds: Int64)
  /// Microseconds since 1970-01-01T00:00:00, without a zone.
  case timestamp(microseconds: Int64)
  /// Microseconds since 1970-01-01T00:00:00Z, shown in a zone.
  case zonedTimestamp(microseconds: Int64, zone: Zone)
  /// A length of time in microseconds.
  case duration(microseconds: Int64)
  case list([Value])
  /// Values by name; a name stands once.
  case map([NamedValue])
  /// The fields of a structure, in the order of its type.
  case structure([NamedValue])
}

/// One entry of a map, or one field of a structure.
public struct NamedValue: Sendable, Equatable {
  public var name: String
  public var value: Value

  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

extension Value {
  /// Whether columns of a type hold values of this kind. Whether they hold this one too is told
  /// when it is stored.
  public func fits(_ type: DataType) -> Bool { fits(id: type.id) }

  @inline(__always)
  package func fits(id: ColumnType) -> Bool {
    switch self {
    case .null: true
    case .int64: id == .int64 || Self.isNarrowInteger(id)
    case .float64: id == .float64 || id == .float32
    case .utf8: id == .utf8
    case .bool: id == .bool
    case .binary: id == .binary
    case .date: id == .date32
    case .time: id == .time64
    case .timestamp: id == .timestamp
    case .duration: id == .duration
    case .zonedTimestamp: id == .zonedTimestamp
    case .json: id == .json
    case .uint64: id == .uint64
    case .decimal: id == .decimal
    case .uuid: id == .uuid
    case .list: id == .list
    case .map: id == .map
    case .structure: id == .structure
    }
  }

  private static func isNarrowInteger(_ id: ColumnType) -> Bool {
    switch id {
    case .int8, .int16, .int32, .uint8, .uint16, .uint32: true
    default: false
    }
  }

  /// The type that a column of such values has: `.null` for NULL, `.int64` for all whole numbers
  /// of 64 bits with a sign; of what lies inside others, that of the first that is not NULL.
  public var type: DataType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int64: .int64
    case .uint64: .uint64
    case .float64: .float64
    case .decimal(let number): number.type
    case .utf8: .utf8
    case .binary: .binary
    case .uuid: .uuid
    case .date: .date32
    case .time: .time64
    case .timestamp: .timestamp
    case .duration: .duration
    case .zonedTimestamp(_, let zone): .timestamp(in: zone)
    case .json: .json
    case .list(let elements): .list(of: Self.type(of: elements), nullable: elements.contains(.null))
    case .map(let entries):
      .map(of: Self.type(of: entries.map(\.value)), nullable: entries.map(\.value).contains(.null))
    case .structure(let fields):
      .structure(fields.map { Field($0.name, $0.value.type, isNullable: true) })
    }
  }

  private static func type(of values: [Value]) -> DataType {
    values.first { $0 != .null }?.type ?? .null
  }

  /// The value's kind in a word, for messages.
  package var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int64: "int64"
    case .uint64: "uint64"
    case .float64: "float64"
    case .decimal: "decimal"
    case .utf8: "utf8"
    case .binary: "binary"
    case .uuid: "uuid"
    case .date: "date32"
    case .time: "time64"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .zonedTimestamp: "timestamp with a zone"
    case .json: "json"
    case .list: "list"
    case .map: "map"
    case .structure: "structure"
    }
  }
}
