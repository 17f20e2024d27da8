import CPython

/// The type of a parameter or a result, as far as the row loop needs it.
struct ValueKind {
  var type: ColumnType
  /// Declared as `T | None`.
  var acceptsNone: Bool
  /// What else there is to know of decimals, of values with others inside, and of named ones.
  /// ``KindDetail/kept`` owns it, so that copying a kind counts no references.
  unowned(unsafe) var detail: KindDetail?
  /// Of a result that nobody looks at.
  var isIgnored = false
}

/// What only some types have. The program's objects are owned.
final class KindDetail {
  /// Those of the loaded program.
  nonisolated(unsafe) static var kept: [KindDetail] = []

  let children: [ValueKind]
  /// The types of the columns inside: the children, but for a map's, which are its entries' fields.
  private(set) var columns: [ValueKind] = []
  /// Digits of a decimal.
  private(set) var precision = 0
  private(set) var scale = 0
  /// The tzinfo of moments.
  private(set) var zone: Reference?
  /// Whether lists are tuples in Python.
  private(set) var isTuple = false
  /// Whether a structure is any tuple of as many values.
  private(set) var isPlainTuple = false
  /// The class of a value with fields, or of an Enum; nil for a dict and for a Literal.
  private(set) var pythonClass: Reference?
  /// What makes a value with fields of them; nil for a dict.
  private(set) var maker: Reference?
  /// The names of fields: a tuple of str.
  private(set) var names: Reference?
  /// A dict of the members of an Enum or a Literal by their values.
  private(set) var members: Reference?
  /// Of a group's number: the list of the groups' states, which `maker` makes.
  private(set) var states: Reference?

  /// Of a structure that is none in Python: a map's entries.
  private init(fields: [ValueKind]) {
    children = fields
    columns = fields
    Self.kept.append(self)
  }

  /// Reads what `pyguest._types.ValueType.loaded` has beside the number; nil where it is of
  /// another form.
  init?(_ detail: Reference, _ children: Reference, of type: ColumnType) {
    guard python_is_tuple(children) != 0 else { return nil }
    var kinds: [ValueKind] = []
    for index in 0..<python_tuple_count(children) {
      guard let kind = python_tuple_item(children, index).flatMap({ ValueKind($0) }) else {
        return nil
      }
      kinds.append(kind)
    }
    self.children = kinds
    let isRead =
      switch type {
      case .decimal: readDigits(detail)
      case .zonedTimestamp: readZone(detail)
      case .list, .map:
        readShape(detail, kinds.count)
      case .structure: readClass(detail, kinds.count)
      case .uint32: readStates(detail)
      default: readMembers(detail)
      }
    if !isRead { return nil }
    columns = kinds
    if type == .map {
      let key = ValueKind(type: .utf8, acceptsNone: false, detail: nil)
      let entry = KindDetail(fields: [key] + kinds)
      columns = [ValueKind(type: .structure, acceptsNone: false, detail: entry)]
    }
    Self.kept.append(self)
  }

  private func readDigits(_ detail: Reference) -> Bool {
    guard let (precision, scale) = pair(detail), python_is_int(precision) != 0,
      python_is_int(scale) != 0
    else { return false }
    self.precision = PyLong_AsLong(precision)
    self.scale = PyLong_AsLong(scale)
    return 1...38 ~= self.precision && 0...self.precision ~= self.scale
  }

  private func readZone(_ detail: Reference) -> Bool {
    guard let (_, zone) = pair(detail) else { return false }
    self.zone = owned(zone)
    return true
  }

  private func readShape(_ detail: Reference, _ count: Int) -> Bool {
    isTuple = detail == python_true()
    return count == 1
  }

  private func readClass(_ detail: Reference, _ count: Int) -> Bool {
    guard python_is_tuple(detail) != 0, python_tuple_count(detail) == 4,
      let type = python_tuple_item(detail, 0), let make = python_tuple_item(detail, 1),
      let names = python_tuple_item(detail, 2), python_is_tuple(names) != 0,
      python_tuple_count(names) == count, count > 0
    else { return false }
    isTuple = python_tuple_item(detail, 3) == python_true()
    self.names = owned(names)
    if make != python_none() {
      maker = owned(make)
      pythonClass = owned(type)
      isPlainTuple = python_is_tuple_type(type) != 0
    }
    return true
  }

  private func readMembers(_ detail: Reference) -> Bool {
    guard let (type, members) = pair(detail), python_is_dict(members) != 0 else { return false }
    self.members = owned(members)
    if type != python_none() { pythonClass = owned(type) }
    return true
  }

  private func readStates(_ detail: Reference) -> Bool {
    guard let (states, make) = pair(detail), python_is_list(states) != 0 else { return false }
    self.states = owned(states)
    maker = owned(make)
    return true
  }

  private func pair(_ detail: Reference) -> (Reference, Reference)? {
    guard python_is_tuple(detail) != 0, python_tuple_count(detail) == 2,
      let first = python_tuple_item(detail, 0), let second = python_tuple_item(detail, 1)
    else { return nil }
    return (first, second)
  }

  private func owned(_ object: Reference) -> Reference {
    python_retain(object)
    return object
  }

  /// The name of a field, borrowed.
  func name(_ index: Int) -> Reference? { names.flatMap { python_tuple_item($0, index) } }

  deinit {
    for object in [zone, pythonClass, maker, names, members, states] {
      if let object { python_release(object) }
    }
  }
}

extension ValueKind {
  private static let nullable = 0x100
  private static let ignored = 0x200

  /// Reads an int, the column type's number plus 256 for `T | None`; or a tuple of that, of what
  /// else there is to know, and of the types inside.
  init?(_ description: Reference) {
    var number = description
    let isDetailed = python_is_tuple(description) != 0
    if isDetailed {
      guard python_tuple_count(description) == 3, let first = python_tuple_item(description, 0)
      else { return nil }
      number = first
    }
    guard python_is_int(number) != 0 else { return nil }
    let value = PyLong_AsLong(number)
    guard let type = ColumnType(rawValue: UInt32(truncatingIfNeeded: value & 0xff)) else {
      return nil
    }
    self.init(
      type: type, acceptsNone: value & Self.nullable != 0, detail: nil,
      isIgnored: value & Self.ignored != 0)
    if isDetailed {
      guard let rest = python_tuple_item(description, 1),
        let children = python_tuple_item(description, 2),
        let detail = KindDetail(rest, children, of: type)
      else { return nil }
      self.detail = detail
    } else if type == .decimal || type == .zonedTimestamp || type.isNested {
      return nil
    }
  }

  /// Why a value does not fit, as far as can be told without looking into it. Nothing on the way
  /// allocates.
  func misfit(of value: Reference) -> Misfit? {
    if isIgnored { return nil }
    if value == python_none() { return acceptsNone ? nil : .isNone }
    if let members = detail?.members { return misfit(of: value, among: members) }
    let isInt = python_is_int_subtype(value) != 0 && python_is_bool(value) == 0
    switch type {
    case .null: return .wrongType
    case .bool: return python_is_bool(value) != 0 ? nil : .wrongType
    case .int64, .int8, .int16, .int32, .uint8, .uint16, .uint32:
      guard isInt else { return .wrongType }
      guard let number = unboxInt(value) else { return .outOfRange }
      return holds(number) ? nil : .outOfRange
    case .uint64: return !isInt ? .wrongType : unboxUnsigned(value) == nil ? .outOfRange : nil
    case .float64, .float32:
      if python_is_float_subtype(value) != 0 { return nil }
      return !isInt ? .wrongType : python_exceeds_float(value) != 0 ? .outOfRange : nil
    case .utf8:
      guard python_is_str(value) != 0 else { return .wrongType }
      return python_has_surrogates(value) != 0 ? .outOfRange : nil
    case .binary: return python_is_bytes(value) != 0 ? nil : .wrongType
    case .date32: return misfit { () throws(Misfit) in _ = try unboxDate(value) }
    case .time64: return misfit { () throws(Misfit) in _ = try unboxTime(value) }
    case .timestamp: return misfit { () throws(Misfit) in _ = try unboxTimestamp(value) }
    case .zonedTimestamp:
      return python_is_datetime(value) != 0 && python_has_zone(value) != 0 ? nil : .wrongType
    // Whether JSON holds it shows when it is written.
    case .json: return nil
    case .duration: return misfit { () throws(Misfit) in _ = try unboxDuration(value) }
    case .decimal: return misfit { () throws(Misfit) in _ = try unboxDecimal(value, detail) }
    case .uuid: return isUUID(value) ? nil : .wrongType
    case .list:
      let isRight = detail?.isTuple == true ? python_is_any_tuple(value) : python_is_any_list(value)
      return isRight != 0 ? nil : .wrongType
    case .map: return python_is_dict(value) != 0 ? nil : .wrongType
    case .structure: return isStructure(value) ? nil : .wrongType
    }
  }

  private func misfit(_ unbox: () throws(Misfit) -> Void) -> Misfit? {
    do {
      try unbox()
      return nil
    } catch { return error }
  }

  private func misfit(of value: Reference, among members: Reference) -> Misfit? {
    if let type = detail?.pythonClass {
      return python_is_instance(value, type) != 0 ? nil : .wrongType
    }
    let isRight = type == .utf8 ? python_is_str(value) != 0 : python_is_int(value) != 0
    return isRight ? nil : .wrongType
  }

  /// Whether a value is of the class that has the fields.
  func isStructure(_ value: Reference) -> Bool {
    guard let type = detail?.pythonClass else { return python_is_dict(value) != 0 }
    return python_is_instance(value, type) != 0
  }

  /// Whether the column holds a number.
  @inline(__always)
  func holds(_ number: Int64) -> Bool {
    switch type {
    case .int8: Int8(exactly: number) != nil
    case .int16: Int16(exactly: number) != nil
    case .int32: Int32(exactly: number) != nil
    case .uint8: UInt8(exactly: number) != nil
    case .uint16: UInt16(exactly: number) != nil
    case .uint32: UInt32(exactly: number) != nil
    default: true
    }
  }
}
