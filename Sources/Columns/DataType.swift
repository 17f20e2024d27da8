@_exported public import enum GuestInterface.ColumnType
@_exported public import enum GuestInterface.Layout

/// The type of a column: what its values are, with parameters and children where they have some.
public struct DataType: Sendable, Hashable {
  /// What the values are.
  public let id: ColumnType
  /// Of a decimal: digits in all, and digits behind the point. Else 0.
  public let precision: Int
  public let scale: Int
  /// Of a timestamp that has one, the zone it is shown in. Else nil.
  public let zone: Zone?
  /// Of a list, its elements; of a map, its entries; of a structure, its fields. Else empty.
  public let children: [Field]

  private init(
    _ id: ColumnType, precision: Int = 0, scale: Int = 0, zone: Zone? = nil, children: [Field] = []
  ) {
    self.id = id
    self.precision = precision
    self.scale = scale
    self.zone = zone
    self.children = children
  }
}

/// One child of a type.
public struct Field: Sendable, Hashable {
  public let name: String
  public let type: DataType
  /// Whether it may be NULL.
  public let isNullable: Bool

  public init(_ name: String, _ type: DataType, isNullable: Bool = false) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
  }
}

extension DataType {
  public static var null: DataType { DataType(.null) }
  public static var bool: DataType { DataType(.bool) }
  public static var int8: DataType { DataType(.int8) }
  public static var int16: DataType { DataType(.int16) }
  public static var int32: DataType { DataType(.int32) }
  public static var int64: DataType { DataType(.int64) }
  public static var uint8: DataType { DataType(.uint8) }
  public static var uint16: DataType { DataType(.uint16) }
  public static var uint32: DataType { DataType(.uint32) }
  public static var uint64: DataType { DataType(.uint64) }
  public static var float32: DataType { DataType(.float32) }
  public static var float64: DataType { DataType(.float64) }
  public static var utf8: DataType { DataType(.utf8) }
  public static var binary: DataType { DataType(.binary) }
  public static var date32: DataType { DataType(.date32) }
  public static var time64: DataType { DataType(.time64) }
  public static var timestamp: DataType { DataType(.timestamp) }
  public static var duration: DataType { DataType(.duration) }
  public static var uuid: DataType { DataType(.uuid) }
  /// Text that is JSON, of any shape.
  public static var json: DataType { DataType(.json) }

  /// Moments, shown in a zone: Arrow's `timestamp[us, tz]`.
  public static func timestamp(in zone: Zone) -> DataType { DataType(.zonedTimestamp, zone: zone) }

  /// Decimal numbers of so many digits, `scale` of them behind the point.
  ///
  /// - Throws: `.outOfRange` unless `0...precision` holds the scale and `1...38` the precision.
  public static func decimal(precision: Int, scale: Int) throws(ColumnError) -> DataType {
    guard 1...38 ~= precision, 0...precision ~= scale else {
      throw ColumnError(.outOfRange, "there is no decimal(\(precision), \(scale))")
    }
    return DataType(.decimal, precision: precision, scale: scale)
  }

  /// Lists of elements of one type.
  public static func list(of element: DataType, nullable: Bool = false) -> DataType {
    DataType(.list, children: [Field("item", element, isNullable: nullable)])
  }

  /// Values by names: `dict[str, T]`.
  public static func map(of value: DataType, nullable: Bool = false) -> DataType {
    let entry = structure([Field("key", .utf8), Field("value", value, isNullable: nullable)])
    return DataType(.map, children: [Field("entries", entry)])
  }

  /// Values of several types, each under a name.
  public static func structure(_ fields: [Field]) -> DataType {
    DataType(.structure, children: fields)
  }

  /// A type without parameters and children; nil for others.
  public init?(plain id: ColumnType) {
    if id == .decimal || id == .zonedTimestamp || id.isNested { return nil }
    self.init(id)
  }

  public var layout: Layout { id.layout }

  /// The type of a map's values, with whether they may be NULL.
  public var mapValue: Field? {
    guard id == .map, let entry = children.first, entry.type.children.count == 2 else { return nil }
    return entry.type.children[1]
  }
}

extension DataType: CustomStringConvertible {
  /// The type in Arrow's words: `int64`, `timestamp[us]`, `list<item: utf8>`…
  public var description: String {
    switch id {
    case .time64, .timestamp, .duration: "\(id)[us]"
    case .zonedTimestamp: "timestamp[us, tz=\(zone?.name ?? "")]"
    case .decimal: "decimal128(\(precision), \(scale))"
    case .uuid: "fixed_size_binary(16)"
    case .json: "utf8"
    case .list: "list<\(listed)>"
    case .map: "map<utf8, \(mapValue?.text ?? "")>"
    case .structure: "struct<\(listed)>"
    default: "\(id)"
    }
  }

  private var listed: String {
    children.map { "\($0.name): \($0.text)" }.joined(separator: ", ")
  }
}

extension Field {
  /// The type in Arrow's words, with whether it may be NULL.
  fileprivate var text: String { isNullable ? "\(type)" : "\(type) not null" }
}
