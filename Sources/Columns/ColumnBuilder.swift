/// Builds a column row by row.
public struct ColumnBuilder: Sendable {
  public let type: ColumnType
  /// Rows so far.
  public private(set) var count = 0
  private var nullCount = 0
  private var validity: [UInt8] = []
  private var offsets: [Int32]
  private var values: [UInt8] = []

  /// A builder for a column of one type.
  ///
  /// - Parameter capacity: rows to make room for; more may be appended.
  public init(type: ColumnType, capacity: Int = 0) {
    self.type = type
    offsets = type.hasOffsets ? [0] : []
    let capacity = min(max(capacity, 0), 1 << 24)
    if type.hasOffsets { offsets.reserveCapacity(capacity + 1) }
    values.reserveCapacity(type.valueBytes(rows: capacity) ?? capacity * 8)
  }

  /// Appends a row that is NULL.
  public mutating func appendNull() throws(ColumnError) {
    try checkRoom(for: .null)
    if nullCount == 0, type != .null { validity = Bitmap.allSet(count) }
    nullCount += 1
    switch type {
    case .null: break
    case .bool: if count & 7 == 0 { values.append(0) }
    case .utf8, .binary: offsets.append(Int32(truncatingIfNeeded: values.count))
    case .date32: store(Int32(0))
    default: store(Int64(0))
    }
    if type != .null, validity.count < Bitmap.byteCount(count + 1) { validity.append(0) }
    count += 1
  }

  /// Appends a value of the column's type, or NULL.
  public mutating func append(_ value: Value) throws(ColumnError) {
    switch value {
    case .null: try appendNull()
    case .bool(let value): try append(value)
    case .int64(let value): try append(value)
    case .float64(let value): try append(value)
    case .utf8(let text): try append(text)
    case .binary(let bytes): try append(bytes: bytes.span)
    case .date(let days):
      try checkRoom(for: .date32)
      store(days)
      appendValid()
    case .time(let microseconds):
      try Value.checkTime(microseconds)
      try append(microseconds, .time64)
    case .timestamp(let microseconds): try append(microseconds, .timestamp)
    case .duration(let microseconds): try append(microseconds, .duration)
    }
  }

  /// Appends to a column of int64.
  public mutating func append(_ value: Int64) throws(ColumnError) { try append(value, .int64) }

  /// Appends to a column of float64.
  public mutating func append(_ value: Double) throws(ColumnError) {
    try append(Int64(bitPattern: value.bitPattern), .float64)
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

  /// Appends to a column of bytes.
  public mutating func append(bytes: Span<UInt8>) throws(ColumnError) {
    try append(bytes, .binary)
  }

  /// The column of all rows so far; the builder is empty afterwards.
  public mutating func finish() throws(ColumnError) -> Column {
    let column = try Column(
      validating: type, count: count, validity: validity, offsets: offsets, values: values)
    self = ColumnBuilder(type: type, capacity: count)
    return column
  }

  private mutating func append(_ value: Int64, _ valueType: ColumnType) throws(ColumnError) {
    try checkRoom(for: valueType)
    store(value)
    appendValid()
  }

  private mutating func append(
    _ bytes: Span<UInt8>, _ valueType: ColumnType
  ) throws(ColumnError) {
    try checkRoom(for: valueType)
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

  private mutating func store(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { values.append(contentsOf: $0) }
  }

  private func checkRoom(for valueType: ColumnType) throws(ColumnError) {
    guard valueType == type || valueType == .null else {
      throw ColumnError(.wrongType, "a \(valueType) value in a column of \(type)")
    }
    guard count < Column.maximumCount / 8 else {
      throw ColumnError(.tooLarge, "a column holds at most \(Column.maximumCount / 8) rows")
    }
  }

  private func checkRoom(bytes: Int) throws(ColumnError) {
    guard bytes <= Column.maximumCount - values.count else {
      throw ColumnError(.tooLarge, "a column holds at most \(Column.maximumCount) bytes")
    }
  }
}
