import Columns
import GuestInterface
import Wasmtime

/// Results that the guest described, copied out answer by answer and not yet checked.
struct ReturnedColumn {
  private let type: DataType
  private let layout: Layout
  /// Rows so far.
  private(set) var count = 0
  private var validity: [UInt8] = []
  private var offsets: [Int32] = []
  private var values: [UInt8] = []
  private var children: [ReturnedColumn]

  /// - Parameter rows: to make room for.
  init(_ type: DataType, rows: Int) {
    self.type = type
    layout = type.layout
    children = type.children.map { ReturnedColumn($0.type, rows: 0) }
    if layout.hasOffsets {
      offsets.reserveCapacity(rows + 1)
      offsets.append(0)
    } else {
      values.reserveCapacity(layout.valueBytes(rows: rows) ?? 0)
    }
  }

  /// Copies an answer for at least `least` and at most `most` rows.
  ///
  /// - Returns: its rows.
  /// - Throws: out of bounds, where it is none, or an address or a length leaves guest memory.
  mutating func append(
    _ answer: ColumnDescriptor, least: Int = 1, most: Int, from guest: GuestMemory
  ) throws(WasmtimeError) -> Int {
    let rows = Int(answer.rows)
    guard answer.type == type.id.rawValue, min(least, most)...most ~= rows else {
      throw WasmtimeError(.outOfBounds, "the guest answered with a column of another form")
    }
    try append(answer, rows, guest)
    return rows
  }

  private mutating func append(
    _ answer: ColumnDescriptor, _ rows: Int, _ guest: GuestMemory
  ) throws(WasmtimeError) {
    if type.id != .null { try appendValidity(answer, rows, guest) }
    switch layout {
    case .none: break
    case .bits:
      let bits = try guest.bytes(at: answer.values, count: UInt32((rows + 7) / 8))
      values.append(bits: bits, count: rows, at: count)
    case .fixed(let width):
      let bytes = UInt32(clamping: rows * width)
      values.append(contentsOf: try guest.bytes(at: answer.values, count: bytes))
    case .bytes: try appendText(answer, rows, guest)
    case .list: try appendLists(answer, rows, guest)
    case .structure:
      for index in children.indices {
        try children[index].appendChild(answer, index, of: children.count, rows: rows, guest)
      }
    }
    count += rows
  }

  private mutating func appendValidity(
    _ answer: ColumnDescriptor, _ rows: Int, _ guest: GuestMemory
  ) throws(WasmtimeError) {
    guard answer.nulls > 0 else {
      if !validity.isEmpty { validity.append(setBits: rows, at: count) }
      return
    }
    let bits = try guest.bytes(at: answer.validity, count: UInt32((rows + 7) / 8))
    if validity.isEmpty { validity.append(setBits: count, at: 0) }
    validity.append(bits: bits, count: rows, at: count)
  }

  private mutating func appendText(
    _ answer: ColumnDescriptor, _ rows: Int, _ guest: GuestMemory
  ) throws(WasmtimeError) {
    let text = try guest.bytes(at: answer.values, count: answer.valueBytes)
    try appendOffsets(answer, rows, guest, start: values.count, most: Int(answer.valueBytes))
    values.append(contentsOf: text)
  }

  private mutating func appendLists(
    _ answer: ColumnDescriptor, _ rows: Int, _ guest: GuestMemory
  ) throws(WasmtimeError) {
    let child = try guest.child(0, of: answer, count: 1)
    try appendOffsets(answer, rows, guest, start: children[0].count, most: Int(child.rows))
    try children[0].appendChild(answer, 0, of: 1, rows: Int(child.rows), guest)
  }

  /// Offsets of one answer, which count from its first row, behind those that are there.
  private mutating func appendOffsets(
    _ answer: ColumnDescriptor, _ rows: Int, _ guest: GuestMemory, start: Int, most: Int
  ) throws(WasmtimeError) {
    guard start + most <= Column.maximumCount else { throw Self.tooMuch }
    let bytes = try guest.bytes(at: answer.offsets, count: UInt32(clamping: (rows + 1) * 4))
    guard bytes.loadUnaligned(as: Int32.self) == 0 else {
      throw WasmtimeError(.outOfBounds, "the guest answered with text that does not begin at 0")
    }
    for row in 1..<rows + 1 {
      let offset = Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: row * 4, as: Int32.self))
      guard 0...most ~= Int(offset) else {
        throw WasmtimeError(.outOfBounds, "the guest answered with an offset that leaves its text")
      }
      offsets.append(Int32(truncatingIfNeeded: start) &+ offset)
    }
  }

  private mutating func appendChild(
    _ answer: ColumnDescriptor, _ index: Int, of siblings: Int, rows: Int, _ guest: GuestMemory
  ) throws(WasmtimeError) {
    let child = try guest.child(index, of: answer, count: siblings)
    guard child.type == type.id.rawValue, Int(child.rows) == rows else {
      throw WasmtimeError(.outOfBounds, "the guest answered with a child of another form")
    }
    guard count + rows <= Column.maximumRows else { throw Self.tooMuch }
    try append(child, rows, guest)
  }

  private static let tooMuch = WasmtimeError(
    .host, "too many bytes",
    underlyingError: PythonGuestError(
      .resultLimit, "returned more than 2 GiB in one batch; pass fewer rows"))

  /// The column of what has come so far, once everything in it has been checked.
  func finish() throws(PythonGuestError) -> Column {
    do throws(ColumnError) {
      return try column()
    } catch {
      throw PythonGuestError(
        .guestCrashed, "answered with a broken column: \(error.message)",
        underlying: error)
    }
  }

  private func column() throws(ColumnError) -> Column {
    let column = try Column(
      validating: type, count: count, validity: validity, offsets: offsets, values: values,
      children: children.map { (child) throws(ColumnError) in try child.column() })
    try column.checkChildNulls()
    return column
  }
}

extension GuestMemory {
  /// The descriptor of a child.
  fileprivate func child(
    _ index: Int, of parent: ColumnDescriptor, count: Int
  ) throws(WasmtimeError) -> ColumnDescriptor {
    guard parent.valueBytes == count else {
      throw WasmtimeError(.outOfBounds, "the guest answered with \(parent.valueBytes) children")
    }
    let bytes = try bytes(
      at: parent.values, count: UInt32(clamping: count * ColumnDescriptor.byteCount))
    guard let start = bytes.baseAddress else {
      throw WasmtimeError(.outOfBounds, "the guest answered with no children")
    }
    return ColumnDescriptor(reading: start + index * ColumnDescriptor.byteCount)
  }
}

extension Column {
  /// Checks that what the type's children do not allow to be NULL is not, in rows that are there.
  func checkChildNulls() throws(ColumnError) {
    for (field, child) in zip(type.children, children)
    where !field.isNullable && child.nullCount > 0 && field.type.id != .null {
      for row in 0..<count where !isNull(row) {
        let rows = type.layout == .list ? try range(at: row) : offset + row..<offset + row + 1
        for inner in rows where child.isNull(inner) {
          throw ColumnError(.wrongType, "NULL in \(field.name), which takes none")
        }
      }
    }
  }
}
