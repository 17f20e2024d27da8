/// Builds a column row by row.
public struct ColumnBuilder: Sendable {
  public let type: DataType
  /// Rows so far.
  public private(set) var count = 0
  private let layout: Layout
  private var nullCount = 0
  private var validity: [UInt8] = []
  private var offsets: [Int32] = []
  private var values: [UInt8] = []
  private var children: [ColumnBuilder]

  /// A builder for a column of one type.
  ///
  /// - Parameter capacity: rows to make room for; more may be appended.
  public init(type: DataType, capacity: Int = 0) {
    self.type = type
    layout = type.layout
    children = type.children.map { ColumnBuilder(type: $0.type) }
    let capacity = min(max(capacity, 0), 1 << 24)
    if layout.hasOffsets {
      offsets.reserveCapacity(capacity + 1)
      offsets.append(0)
    }
    values.reserveCapacity(layout.valueBytes(rows: capacity) ?? capacity * 8)
  }

  /// Appends a row that is NULL.
  public mutating func appendNull() throws(ColumnError) {
    try checkRoom()
    if type.id != .null {
      if nullCount == 0 { validity = Bitmap.allSet(count) }
      if validity.count < Bitmap.byteCount(count + 1) { validity.append(0) }
    }
    nullCount += 1
    switch layout {
    case .none: break
    case .bits: if count & 7 == 0 { values.append(0) }
    case .fixed(let width): values.append(contentsOf: repeatElement(0, count: width))
    case .bytes, .list: offsets.append(offsets[count])
    case .structure: for index in children.indices { try children[index].appendNull() }
    }
    count += 1
  }

  /// Appends a value of the column's type, or NULL.
  public mutating func append(_ value: Value) throws(ColumnError) {
    switch value {
    case .null: try appendNull()
    case .bool(let value): try append(value)
    case .int64(let value) where type.id == .int64: try append(value)
    case .float64(let value) where type.id == .float64: try append(value)
    case .utf8(let text): try append(text)
    case .json(let text):
      try checkRoom(for: .json)
      try appendText(text)
    case .binary(let bytes): try append(bytes: bytes.span)
    case .list, .map, .structure:
      try check(value, type)
      try appendNested(value)
    default: try appendSlot(value)
    }
  }

  /// Appends to a column of int64.
  public mutating func append(_ value: Int64) throws(ColumnError) {
    try checkRoom(for: .int64)
    store(value)
    appendValid()
  }

  /// Appends to a column of float64.
  public mutating func append(_ value: Double) throws(ColumnError) {
    try checkRoom(for: .float64)
    store(Int64(bitPattern: value.bitPattern))
    appendValid()
  }

  /// Appends to a column of bool.
  public mutating func append(_ value: Bool) throws(ColumnError) {
    try checkRoom(for: .bool)
    if count & 7 == 0 { values.append(0) }
    if value { Bitmap.set(&values, count) }
    appendValid()
  }

  /// Appends to a column of text.
  public mutating func append(_ text: String) throws(ColumnError) {
    try checkRoom(for: .utf8)
    try appendText(text)
  }

  private mutating func appendText(_ text: String) throws(ColumnError) {
    try checkRoom(bytes: text.utf8.count)
    var text = text
    text.withUTF8 { values.append(contentsOf: $0) }
    offsets.append(Int32(truncatingIfNeeded: values.count))
    appendValid()
  }

  /// Appends to a column of text; `finish` checks that it is UTF-8.
  public mutating func append(utf8: Span<UInt8>) throws(ColumnError) {
    try append(utf8, .utf8)
  }

  /// Appends to a column of JSON; `finish` checks that it is UTF-8, but not that it is JSON.
  public mutating func append(json: Span<UInt8>) throws(ColumnError) {
    try append(json, .json)
  }

  /// Appends to a column of bytes.
  public mutating func append(bytes: Span<UInt8>) throws(ColumnError) {
    try append(bytes, .binary)
  }

  /// Appends a row of a type with children, to which `append` appends what lies in it: one row to
  /// each of a structure's, any number to a list's or a map's.
  package mutating func appendParts<Failure>(
    _ append: (inout [ColumnBuilder]) throws(Failure) -> Void
  ) throws(Failure) {
    try append(&children)
    if layout == .list { offsets.append(Int32(truncatingIfNeeded: children[0].count)) }
    appendValid()
  }

  /// The column of all rows so far; the builder is empty afterwards.
  public mutating func finish() throws(ColumnError) -> Column {
    var parts: [Column] = []
    for index in children.indices { parts.append(try children[index].finish()) }
    let column = try Column(
      validating: type, count: count, validity: validity, offsets: offsets, values: values,
      children: parts)
    self = ColumnBuilder(type: type, capacity: count)
    return column
  }

  // MARK: Nested values

  private mutating func appendNested(_ value: Value) throws(ColumnError) {
    try checkRoom()
    switch value {
    case .list(let elements): for element in elements { try children[0].append(element) }
    case .map(let entries):
      for entry in entries {
        try children[0].append(
          .structure([NamedValue("key", .utf8(entry.name)), NamedValue("value", entry.value)]))
      }
    case .structure(let fields):
      for (index, field) in fields.enumerated() { try children[index].append(field.value) }
    default: throw wrongType(value, type)
    }
    if layout == .list { offsets.append(Int32(truncatingIfNeeded: children[0].count)) }
    appendValid()
  }

  /// Whether a value can be appended with all in it, so that no part of one ever is.
  private func check(_ value: Value, _ type: DataType) throws(ColumnError) {
    guard value.fits(type) else { throw wrongType(value, type) }
    switch value {
    case .list(let elements): for each in elements { try check(each, type.children[0].type) }
    case .map(let entries):
      for each in entries { try check(each.value, type.mapValue?.type ?? .null) }
    case .structure(let fields):
      guard fields.map(\.name) == type.children.map(\.name) else { throw wrongType(value, type) }
      for (field, child) in zip(fields, type.children) { try check(field.value, child.type) }
    case .null, .bool, .utf8, .json, .binary: break
    case .time(let time): try Value.checkTime(time)
    default: try ValueCoding.check(value, as: type)
    }
  }

  // MARK: Buffers

  private mutating func appendSlot(_ value: Value) throws(ColumnError) {
    try checkRoom()
    guard case .fixed(let width) = layout else { throw wrongType(value, type) }
    if case .time(let time) = value { try Value.checkTime(time) }
    try withUnsafeTemporaryAllocation(byteCount: 16, alignment: 16) { (slot) throws(ColumnError) in
      guard let start = slot.baseAddress else { return }
      try ValueCoding.store(value, as: type, to: start)
      values.append(contentsOf: slot.prefix(width))
    }
    appendValid()
  }

  private mutating func append(_ bytes: Span<UInt8>, _ id: ColumnType) throws(ColumnError) {
    try checkRoom(for: id)
    try checkRoom(bytes: bytes.count)
    bytes.withUnsafeBufferPointer { values.append(contentsOf: $0) }
    offsets.append(Int32(truncatingIfNeeded: values.count))
    appendValid()
  }

  private mutating func appendValid() {
    if nullCount > 0 {
      if validity.count < Bitmap.byteCount(count + 1) { validity.append(0) }
      Bitmap.set(&validity, count)
    }
    count += 1
  }

  private mutating func store(_ value: Int64) {
    withUnsafeBytes(of: value.littleEndian) { values.append(contentsOf: $0) }
  }

  // MARK: What does not fit

  private func wrongType(_ value: Value, _ type: DataType) -> ColumnError {
    ColumnError(.wrongType, "a \(value.kindName) value in a column of \(type)")
  }

  private func checkRoom(for id: ColumnType) throws(ColumnError) {
    guard type.id == id else {
      throw ColumnError(.wrongType, "a \(id) value in a column of \(type)")
    }
    try checkRoom()
  }

  private func checkRoom() throws(ColumnError) {
    guard count < Column.maximumRows else {
      throw ColumnError(.tooLarge, "a column holds at most \(Column.maximumRows) rows")
    }
  }

  private func checkRoom(bytes: Int) throws(ColumnError) {
    guard bytes <= Column.maximumCount - values.count else {
      throw ColumnError(.tooLarge, "a column holds at most \(Column.maximumCount) bytes")
    }
  }
}
