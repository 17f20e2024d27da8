import CPython

/// Why a returned value does not fit its column.
enum Misfit: Int32, Error {
  case wrongType = 0
  case isNone = 1
  case outOfRange = 2
  case noMemory = 3
  /// The column has all that one answer is to hold.
  case full = 4
}

/// The result under construction. Its buffers are used again by the next call.
struct ResultColumn {
  /// Bytes of text after which a column is full. It takes one value of any size.
  private static let mostTextBytes = 1 << 20
  /// Bytes of a buffer that is kept for the next call.
  private static let mostKeptBytes = 4 << 20

  /// Bytes of one that is kept when the host asks for room.
  private static let mostIdleBytes = 64 << 10

  private(set) var kind = ValueKind(type: .null, acceptsNone: true, detail: nil)
  /// Bytes of a value of fixed size; 0 for others.
  private var width = 0
  private var hasOffsets = false
  private var isBits = false
  /// Room for that many rows, of which the first is the call's row `first`.
  var rows = 0
  private var first = 0
  /// Rows that are stored.
  var count = 0
  var nulls = 0
  var textEnd = 0
  var validity = Buffer()
  var offsets = Buffer()
  var values = Buffer()
  /// Of a type with values inside: their columns, and room for their descriptors.
  var children: [ResultColumn] = []
  private var descriptors = Buffer()

  init() {}

  /// An empty column, which grows as values are appended.
  init(_ kind: ValueKind) { _ = start(kind, rows: 0, first: 0) }

  /// The first row of the call that is not stored.
  var end: Int { first + count }

  /// Starts a column for up to `rows` rows, from the call's row `first` on; false when memory
  /// is short.
  mutating func start(_ kind: ValueKind, rows: Int, first: Int) -> Bool {
    // Most calls are answered with what the one before was.
    if kind.type != self.kind.type || kind.type.isNested { lay(out: kind) }
    self.kind = kind
    self.rows = rows
    self.first = first
    count = 0
    nulls = 0
    textEnd = 0
    values.release(above: Self.mostKeptBytes)
    if hasOffsets {
      guard offsets.reserve((rows + 1) * 4), values.reserve(1) else { return false }
      offsets.bytes.unsafelyUnwrapped.storeBytes(of: 0, as: Int32.self)
    }
    let bytes = isBits ? (rows + 7) / 8 : rows * width
    guard values.reserve(bytes) else { return false }
    if isBits { memset(values.bytes.unsafelyUnwrapped, 0, bytes) }
    return true
  }

  /// Takes the layout of another type.
  @inline(never)
  private mutating func lay(out kind: ValueKind) {
    let layout = kind.type.layout
    width = if case .fixed(let bytes) = layout { bytes } else { 0 }
    hasOffsets = layout.hasOffsets
    isBits = layout == .bits
    if !children.isEmpty { freeChildren() }
    if kind.type.isNested { children = kind.detail?.columns.map { ResultColumn($0) } ?? [] }
  }

  /// Bytes of values, with those that lie inside.
  var valueBytes: Int {
    children.reduce(kind.type.layout.valueBytes(rows: count) ?? textEnd) {
      $0 + $1.valueBytes + $1.count * 4
    }
  }

  /// Gives back what the last answer stands in, where that is large.
  mutating func release() {
    values.release(above: Self.mostIdleBytes)
    offsets.release(above: Self.mostIdleBytes)
  }

  /// What the host reads; nil when memory is short.
  @inline(__always)
  mutating func describe() -> ColumnDescriptor? {
    kind.type.isNested ? describeNested() : descriptor
  }

  private var descriptor: ColumnDescriptor {
    ColumnDescriptor(
      type: kind.type.rawValue, rows: UInt32(count), nulls: UInt32(nulls),
      validity: nulls == 0 ? 0 : address(validity.bytes),
      offsets: hasOffsets ? address(offsets.bytes) : 0, values: address(values.bytes),
      valueBytes: UInt32(isBits ? (count + 7) / 8 : hasOffsets ? textEnd : count * width))
  }

  /// Writes the descriptors of children as well.
  private mutating func describeNested() -> ColumnDescriptor? {
    var described = descriptor
    guard descriptors.reserve(children.count * ColumnDescriptor.byteCount),
      let place = descriptors.bytes
    else { return nil }
    for index in children.indices {
      guard let child = children[index].describe() else { return nil }
      child.write(to: place + index * ColumnDescriptor.byteCount)
    }
    described.values = address(place)
    described.valueBytes = UInt32(children.count)
    return described
  }

  private mutating func freeChildren() {
    for index in children.indices { children[index].free() }
    children = []
  }

  /// Gives all of it back.
  mutating func free() {
    freeChildren()
    validity.release(above: 0)
    offsets.release(above: 0)
    values.release(above: 0)
    descriptors.release(above: 0)
  }

  /// Stores the results of a slice from a position on: `items` for the selected rows, NULL for
  /// the others. Answers with the position of the first that is not stored, and why.
  mutating func store(
    _ items: UnsafePointer<Reference?>, _ selection: Selection, from start: Int
  ) -> (position: Int, misfit: Misfit)? {
    if kind.isIgnored {
      count = selection.end - first
      return nil
    }
    let selected = start..<max(selection.count, start)
    if kind.detail?.members != nil || kind.type.isNested {
      return storeEach(items, selection, selected) {
        $2 > 0 && $0.valueBytes >= Self.mostTextBytes ? .full : $0.storeValue($1, $2)
      }
    }
    return switch kind.type {
    case .null: storeEach(items, selection, selected) { _, _, _ in .wrongType }
    case .bool: storeEach(items, selection, selected) { $0.storeBool($1, $2) }
    case .int64: storeEach(items, selection, selected) { $0.storeInt($1, $2) }
    case .float64: storeEach(items, selection, selected) { $0.storeFloat($1, $2) }
    case .utf8: storeEach(items, selection, selected) { $0.storeText($1, $2) }
    case .binary: storeEach(items, selection, selected) { $0.storeBytes($1, $2) }
    case .date32: storeEach(items, selection, selected) { $0.put(unboxDate, $1, $2) }
    case .time64: storeEach(items, selection, selected) { $0.put(unboxTime, $1, $2) }
    case .timestamp: storeEach(items, selection, selected) { $0.put(unboxTimestamp, $1, $2) }
    case .duration: storeEach(items, selection, selected) { $0.put(unboxDuration, $1, $2) }
    default: storeEach(items, selection, selected) { $0.storeValue($1, $2) }
    }
  }

  @inline(__always)
  private mutating func storeEach(
    _ items: UnsafePointer<Reference?>, _ selection: Selection, _ selected: Range<Int>,
    _ store: (inout ResultColumn, Reference, Int) -> Misfit?
  ) -> (position: Int, misfit: Misfit)? {
    var next = count
    defer { count = next }
    for position in selected {
      let row = selection.row(position) - first
      while next < row {
        guard storeNull(next) else { return (position, next > 0 ? .full : .noMemory) }
        next += 1
      }
      let value = items[position].unsafelyUnwrapped
      if value == python_none() {
        guard kind.acceptsNone else { return (position, .isNone) }
        guard storeNull(row) else { return (position, next > 0 ? .full : .noMemory) }
      } else if let misfit = store(&self, value, row) {
        return (position, misfit == .noMemory && next > 0 ? .full : misfit)
      }
      next = row + 1
    }
    while next < selection.end - first {
      guard storeNull(next) else { return (selected.upperBound, next > 0 ? .full : .noMemory) }
      next += 1
    }
    return nil
  }

  mutating func storeNull(_ row: Int) -> Bool {
    if nulls == 0 {
      guard validity.reserve((rows + 7) / 8) else { return false }
      memset(validity.bytes.unsafelyUnwrapped, 0xff, (rows + 7) / 8)
    }
    nulls += 1
    let bytes = validity.bytes.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self)
    bytes[row >> 3] &= ~(1 << UInt8(truncatingIfNeeded: row & 7))
    // Most are of eight bytes.
    if width == 8 {
      set(row, to: Int64(0))
      return true
    }
    switch kind.type.layout {
    case .none, .bits: break
    case .fixed(let width): memset(values.bytes.unsafelyUnwrapped + row * width, 0, width)
    case .bytes, .list: endText(row)
    case .structure:
      for index in children.indices where !children[index].appendNull() {
        truncateChildren(to: row)
        return false
      }
    }
    return true
  }

  @inline(__always)
  func set<T: BitwiseCopyable>(_ row: Int, to value: T) {
    values.bytes.unsafelyUnwrapped.storeBytes(
      of: value, toByteOffset: row * MemoryLayout<T>.stride, as: T.self)
  }

  @inline(__always)
  mutating func append(_ bytes: UnsafeRawPointer, _ count: Int, _ row: Int) -> Misfit? {
    let (end, overflow) = textEnd.addingReportingOverflow(count)
    if end > Self.mostTextBytes, textEnd > 0 { return .full }
    guard !overflow, values.reserve(end) else { return .noMemory }
    memcpy(values.bytes.unsafelyUnwrapped + textEnd, bytes, count)
    textEnd = end
    endText(row)
    return nil
  }

  @inline(__always)
  private func endText(_ row: Int) {
    offsets.bytes.unsafelyUnwrapped.storeBytes(
      of: Int32(textEnd), toByteOffset: (row + 1) * 4, as: Int32.self)
  }

  /// Ends a row of lists, whose elements have been appended to the child.
  mutating func endList(_ row: Int) {
    textEnd = children[0].count
    endText(row)
  }

  func setBit(_ row: Int) {
    let bytes = values.bytes.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self)
    bytes[row >> 3] |= 1 << UInt8(truncatingIfNeeded: row & 7)
  }

  /// Where a row's bytes of fixed size go.
  func slot(_ row: Int, bytes: Int) -> UnsafeMutableRawPointer {
    values.bytes.unsafelyUnwrapped + row * bytes
  }
}

func address(_ pointer: UnsafeRawPointer?) -> UInt32 {
  UInt32(truncatingIfNeeded: UInt(bitPattern: pointer))
}
