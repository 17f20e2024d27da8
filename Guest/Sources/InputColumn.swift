import CPython

/// The rows of a slice that Python is called for.
struct Selection {
  /// The slice's rows in the batch.
  var start = 0
  var end = 0
  /// How many of them are selected, and which, in order; all of them when nil.
  var count = 0
  var rows: UnsafeMutablePointer<UInt32>?

  /// The batch's row at a position of the selection.
  @inline(__always)
  func row(_ position: Int) -> Int {
    if let rows { Int(rows[position]) } else { start + position }
  }

  /// Leaves out what is selected from a position on.
  mutating func cut(at position: Int) {
    guard position < count else { return }
    end = row(position)
    count = position
  }
}

/// A parameter's values as the host wrote them.
struct InputColumn {
  let type: ColumnType
  let acceptsNone: Bool
  unowned(unsafe) let detail: KindDetail?
  /// Of a type with values inside: their columns, which ``InputChildren/kept`` owns.
  unowned(unsafe) let inside: InputChildren?
  /// The default that stands in every row, borrowed of the function; nil for values of its own.
  private let repeated: Reference?
  private let validity: UnsafePointer<UInt8>?
  private let offsets: UnsafePointer<Int32>?
  private let values: UnsafeRawPointer?

  /// A column of a default.
  init(repeating value: Reference) {
    (type, acceptsNone, detail, inside) = (.null, true, nil, nil)
    repeated = value
    (validity, offsets, values) = (nil, nil, nil)
  }

  /// A column for a parameter, or nil where the descriptor does not fit it.
  init?(_ descriptor: ColumnDescriptor, for parameter: ValueKind, rows: Int) {
    guard let type = ColumnType(rawValue: descriptor.type), Int(descriptor.rows) == rows,
      type == parameter.type || type == .null
    else { return nil }
    self.type = type
    repeated = nil
    acceptsNone = parameter.acceptsNone
    detail = parameter.detail
    validity = UnsafePointer(bitPattern: descriptor.nulls == 0 ? 0 : UInt(descriptor.validity))
    offsets = UnsafePointer(bitPattern: UInt(descriptor.offsets))
    values = UnsafeRawPointer(bitPattern: UInt(descriptor.values))
    guard type.isNested else {
      inside = nil
      return
    }
    guard let detail, let values, descriptor.valueBytes == detail.children.count else { return nil }
    let last = type == .structure ? rows : offsets.map { Int($0[rows]) } ?? -1
    guard let inside = InputChildren(values, detail, of: type, rows: last) else { return nil }
    self.inside = inside
  }

  /// The one value of a slot, which is not NULL, of a parameter without children.
  init(slot: UnsafeRawPointer, for parameter: ValueKind) {
    type = parameter.type
    acceptsNone = parameter.acceptsNone
    detail = parameter.detail
    inside = nil
    repeated = nil
    validity = nil
    offsets = (slot + RowSlot.offsets).assumingMemoryBound(to: Int32.self)
    values =
      type.layout == .bytes
      ? UnsafeRawPointer(
        bitPattern: UInt(slot.load(fromByteOffset: RowSlot.address, as: UInt32.self)))
      : slot + RowSlot.value
  }

  /// Whether a row that is NULL here is kept from Python.
  var skipsNulls: Bool { !acceptsNone && (validity != nil || type == .null) }

  @inline(__always)
  func isNull(_ row: Int) -> Bool {
    guard let validity else { return type == .null }
    return validity[row >> 3] & (1 << UInt8(truncatingIfNeeded: row & 7)) == 0
  }

  /// Puts the selected values into `items`. Answers with the position of one that Python's type
  /// does not hold, with a Python exception set.
  ///
  /// Every item is a reference the list owns. One that nobody else holds is filled
  /// anew where its type allows.
  func box(_ selection: Selection, into items: Items) -> Int? {
    if let repeated { return repeatEach(repeated, selection, items) }
    if let states = detail?.states { return boxStates(selection, states, into: items) }
    if let members = detail?.members {
      return boxEach(selection, items) { row, _ in boxMember(row, members) }
    }
    return switch type {
    case .null: boxEach(selection, items) { _, _ in boxNone() }
    case .bool: boxEach(selection, items) { row, _ in boxBool(bit(row)) }
    case .int64: boxEach(selection, items) { row, old in boxInt(load(row, Int64.self), old) }
    case .float64: boxEach(selection, items) { row, old in boxFloat(load(row, Double.self), old) }
    case .utf8:
      if isASCII(selection) {
        boxEach(selection, items) { row, old in boxASCII(text(row), old) }
      } else {
        boxEach(selection, items) { row, _ in boxText(text(row)) }
      }
    case .binary: boxEach(selection, items) { row, _ in boxBytes(text(row)) }
    case .date32: boxEach(selection, items) { row, _ in boxDate(load(row, Int32.self)) }
    case .time64: boxEach(selection, items) { row, _ in boxTime(load(row, Int64.self)) }
    case .timestamp: boxEach(selection, items) { row, _ in boxTimestamp(load(row, Int64.self)) }
    case .duration: boxEach(selection, items) { row, _ in boxDuration(load(row, Int64.self)) }
    case .zonedTimestamp:
      boxEach(selection, items) { row, _ in boxTimestamp(load(row, Int64.self), in: detail) }
    case .json: boxEach(selection, items) { row, _ in boxJSON(text(row)) }
    case .decimal:
      boxEach(selection, items) { row, old in boxDecimal(load(row, Int128.self), detail, old) }
    case .float32:
      boxEach(selection, items) { row, old in boxFloat(Double(load(row, Float.self)), old) }
    case .int8, .int16, .int32, .uint8, .uint16, .uint32, .uint64, .uuid, .list, .map, .structure:
      boxEach(selection, items) { row, _ in boxValue(row) }
    }
  }

  private func repeatEach(
    _ value: Reference, _ selection: Selection, _ items: Items
  ) -> Int? {
    for position in 0..<selection.count {
      let old = items[position]
      python_retain(value)
      items[position] = value
      if let old { python_release(old) }
    }
    return nil
  }

  /// The value of a row, or None where it is NULL: a new reference, or nil with a Python exception
  /// set.
  func boxItem(_ row: Int) -> Reference? {
    if isNull(row) {
      if acceptsNone || type == .null { return boxNone() }
      return refuseArgument(python_none())
    }
    if let members = detail?.members { return boxMember(row, members) }
    return boxValue(row)
  }

  /// The value of a row that is not NULL.
  private func boxValue(_ row: Int) -> Reference? {
    switch type {
    case .null: boxNone()
    case .bool: boxBool(bit(row))
    case .int64: boxInt(load(row, Int64.self), nil)
    case .int8: PyLong_FromLong(Int(load(row, Int8.self)))
    case .int16: PyLong_FromLong(Int(load(row, Int16.self)))
    case .int32: PyLong_FromLong(Int(load(row, Int32.self)))
    case .uint8: PyLong_FromLong(Int(load(row, UInt8.self)))
    case .uint16: PyLong_FromLong(Int(load(row, UInt16.self)))
    case .uint32: PyLong_FromUnsignedLongLong(UInt64(load(row, UInt32.self)))
    case .uint64: PyLong_FromUnsignedLongLong(load(row, UInt64.self))
    case .float64: PyFloat_FromDouble(load(row, Double.self))
    case .float32: PyFloat_FromDouble(Double(load(row, Float.self)))
    case .utf8: boxText(text(row))
    case .binary: boxBytes(text(row))
    case .date32: boxDate(load(row, Int32.self))
    case .time64: boxTime(load(row, Int64.self))
    case .timestamp: boxTimestamp(load(row, Int64.self))
    case .duration: boxDuration(load(row, Int64.self))
    case .decimal: boxDecimal(load(row, Int128.self), detail, nil)
    case .zonedTimestamp: boxTimestamp(load(row, Int64.self), in: detail)
    case .json: boxJSON(text(row))
    case .uuid: boxUUID(values.unsafelyUnwrapped + row * 16)
    case .list, .map, .structure: boxInside(row)
    }
  }

  /// What Python has for a value of an Enum or a Literal.
  private func boxMember(_ row: Int, _ members: Reference) -> Reference? {
    guard let value = boxValue(row) else { return nil }
    defer { python_release(value) }
    if let member = PyDict_GetItemWithError(members, value) {
      python_retain(member)
      return member
    }
    return PyErr_Occurred() != nil ? nil : refuseArgument(value)
  }

  /// The rows of children that belong to a row.
  private func elements(_ row: Int) -> Range<Int> {
    guard let offsets else { return 0..<0 }
    return Int(offsets[row])..<Int(offsets[row + 1])
  }

  private func boxInside(_ row: Int) -> Reference? {
    guard let inside, let detail else { return nil }
    return switch type {
    case .list: inside.boxList(elements(row), isTuple: detail.isTuple)
    case .map: inside.boxMap(elements(row))
    default: inside.boxStructure(row, detail)
    }
  }

  /// Sets the exception of a value that stands for none of the type's.
  private func refuseArgument(_ value: Reference) -> Reference? {
    guard let module = importModule("pyguest._failures") else { return nil }
    defer { python_release(module) }
    guard let refuse = attribute("refuse_argument", of: module) else { return nil }
    defer { python_release(refuse) }
    return callPython(refuse, [detail?.members ?? python_none(), value])
  }

  /// Runs `box(row, previous item)` for each selected row. It answers with the previous
  /// item, filled anew, or with a new reference.
  @inline(__always)
  private func boxEach(
    _ selection: Selection, _ items: Items, _ box: (Int, Reference?) -> Reference?
  ) -> Int? {
    let mayBeNone = acceptsNone && (validity != nil || type == .null)
    for position in 0..<selection.count {
      let row = selection.row(position)
      let old = items[position]
      let new = mayBeNone && isNull(row) ? boxNone() : box(row, old)
      guard let new else { return position }
      if new != old {
        items[position] = new
        if let old { python_release(old) }
      }
    }
    return nil
  }

  @inline(__always)
  func load<T: BitwiseCopyable>(_ row: Int, _: T.Type) -> T {
    values.unsafelyUnwrapped.load(fromByteOffset: row * MemoryLayout<T>.stride, as: T.self)
  }

  @inline(__always)
  private func bit(_ row: Int) -> Bool {
    let byte = values.unsafelyUnwrapped.load(fromByteOffset: row >> 3, as: UInt8.self)
    return byte & (1 << UInt8(truncatingIfNeeded: row & 7)) != 0
  }

  @inline(__always)
  private func text(_ row: Int) -> UnsafeRawBufferPointer {
    let offsets = offsets.unsafelyUnwrapped
    let start = Int(offsets[row])
    return UnsafeRawBufferPointer(
      start: values.map { $0 + start }, count: Int(offsets[row + 1]) - start)
  }

  private func isASCII(_ selection: Selection) -> Bool {
    guard let offsets, let values else { return true }
    var bits: UInt8 = 0
    for index in Int(offsets[selection.start])..<Int(offsets[selection.end]) {
      bits |= values.load(fromByteOffset: index, as: UInt8.self)
    }
    return bits < 0x80
  }
}
