import CArrow

/// What a schema says of an array that is to become a column.
indirect enum ImportedType {
  /// - Parameter isLarge: whether offsets take 64 bits.
  case plain(DataType, isLarge: Bool, children: [ImportedType])
  /// Rows that are places in a list of values.
  case dictionary(indexes: DataType, values: ImportedType)

  /// The type of the column.
  var type: DataType {
    switch self {
    case .plain(let type, _, _): type
    case .dictionary(_, let values): values.type
    }
  }
}

/// Reads a schema and those inside it.
struct SchemaReader {
  private static let mostLevels = 64
  /// Schemas left to read. There is a limit because a child may lead back to its parent.
  private var left = 1 << 16

  static func type(of schema: ArrowSchema) throws(ColumnError) -> ImportedType {
    var reader = SchemaReader()
    return try reader.type(of: schema, level: 0)
  }

  private mutating func type(
    of schema: ArrowSchema, level: Int
  ) throws(ColumnError) -> ImportedType {
    left -= 1
    guard left >= 0, level <= Self.mostLevels else {
      throw ColumnError(.tooLarge, "an Arrow schema with too many children or levels")
    }
    guard schema.release != nil else { throw ColumnError(.released, "a released Arrow schema") }
    guard let format = schema.format else {
      throw ColumnError(.invalidArrow, "an Arrow schema without a format")
    }
    let own = try plain(schema, String(cString: format), level: level)
    guard let dictionary = schema.dictionary else { return own }
    return try Self.dictionary(indexes: own, values: type(of: dictionary.pointee, level: level + 1))
  }

  private mutating func plain(
    _ schema: ArrowSchema, _ format: String, level: Int
  ) throws(ColumnError) -> ImportedType {
    switch format {
    case "+l", "+L":
      let element = try children(of: schema, count: 1, level: level)[0]
      return .plain(
        .list(of: element.field.type, nullable: element.field.isNullable), isLarge: format == "+L",
        children: [element.type])
    case "+m": return try map(schema, level: level)
    case "+s":
      let fields = try children(of: schema, count: nil, level: level)
      return .plain(
        .structure(fields.map(\.field)), isLarge: false, children: fields.map(\.type))
    default:
      let name = try ArrowMetadata.value(of: ArrowMetadata.extensionName, in: schema.metadata)
      let (type, isLarge) = try ArrowFormat.type(of: format, extensionName: name)
      _ = try children(of: schema, count: 0, level: level)
      return .plain(type, isLarge: isLarge, children: [])
    }
  }

  /// A map, whose entries get the names that maps have here.
  private mutating func map(
    _ schema: ArrowSchema, level: Int
  ) throws(ColumnError) -> ImportedType {
    let entries = try children(of: schema, count: 1, level: level)[0].type
    guard case .plain(let type, _, let parts) = entries, type.id == .structure, parts.count == 2
    else { throw ColumnError(.invalidArrow, "an Arrow map whose entries are no pairs") }
    guard parts[0].type == .utf8 else {
      throw ColumnError(
        .unsupportedType, "no column has maps with keys of \(parts[0].type); cast keys to utf8")
    }
    let map = DataType.map(of: parts[1].type, nullable: type.children[1].isNullable)
    let entry = ImportedType.plain(map.children[0].type, isLarge: false, children: parts)
    return .plain(map, isLarge: false, children: [entry])
  }

  private static func dictionary(
    indexes: ImportedType, values: ImportedType
  ) throws(ColumnError) -> ImportedType {
    guard case .plain(let type, _, _) = indexes, type.isWholeNumber else {
      throw ColumnError(.invalidArrow, "an Arrow dictionary with \(indexes.type) as its indexes")
    }
    guard case .plain(let held, _, _) = values, !held.id.isNested else {
      throw ColumnError(
        .unsupportedType, "no column has the Arrow type dictionary of \(values.type); decode it")
    }
    return .dictionary(indexes: type, values: values)
  }

  // MARK: Children

  private typealias Child = (field: Field, type: ImportedType)

  /// - Parameter count: how many there must be, or nil for any number.
  private mutating func children(
    of schema: ArrowSchema, count: Int?, level: Int
  ) throws(ColumnError) -> [Child] {
    guard 0...Int64(left) ~= schema.n_children, count == nil || Int(schema.n_children) == count
    else {
      throw ColumnError(.invalidArrow, "an Arrow schema with \(schema.n_children) children")
    }
    var children: [Child] = []
    for index in 0..<Int(schema.n_children) {
      guard let child = schema.children?[index]?.pointee else {
        throw ColumnError(.invalidArrow, "an Arrow schema whose child \(index) is not there")
      }
      children.append(try self.child(child, level: level))
    }
    return children
  }

  /// A child; what is wrong with it is told with its name.
  private mutating func child(_ schema: ArrowSchema, level: Int) throws(ColumnError) -> Child {
    let name = schema.name.map { String(cString: $0) } ?? ""
    do {
      let type = try type(of: schema, level: level + 1)
      let isNullable = schema.flags & Int64(ARROW_FLAG_NULLABLE) != 0
      return (Field(name, type.type, isNullable: isNullable), type)
    } catch {
      throw level < 8
        ? ColumnError(error.code, "in \(name.prefix(60).debugDescription): \(error.message)")
        : error
    }
  }
}

extension DataType {
  fileprivate var isWholeNumber: Bool {
    switch id {
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: true
    default: false
    }
  }
}
