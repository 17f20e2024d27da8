import Columns
import FoundationEssentials
import PythonGuest

/// Reads lists of values in the forms that `pyguest.worker.plain` tells into a column of any type.
/// Nothing in them is taken on trust.
struct PlainReader {
  private enum Fault: Error {
    case broken
    case tooLarge
  }

  private var input: MarshalInput
  /// Bytes that the column may still take.
  private var room: Int

  /// The column in `bytes`, NULL where the function was not called; nil where they are broken.
  ///
  /// - Throws: `memory_limit`, where it takes more than `mostBytes`.
  static func column(
    _ type: DataType, _ slices: RowSlices, _ bytes: ArraySlice<UInt8>, mostBytes: Int
  ) throws(PythonGuestError) -> Column? {
    let result: Result<Column, Fault> = bytes.withUnsafeBytes { bytes in
      var reader = PlainReader(input: MarshalInput(bytes), room: mostBytes)
      return Result { () throws(Fault) in try reader.column(type, slices) }
    }
    switch result {
    case .success(let column): return column
    case .failure(.broken): return nil
    case .failure(.tooLarge): throw PythonGuestError(.memoryLimit, "for what it returned")
    }
  }

  private mutating func column(
    _ type: DataType, _ slices: RowSlices
  ) throws(Fault) -> Column {
    var builder = ColumnBuilder(type: type, capacity: slices.count)
    var position = 0
    for count in slices.counts {
      try expect(Marshal.list)
      guard try readCount() == count else { throw .broken }
      for _ in 0..<count {
        try appendNulls(&builder, before: slices.row(position))
        try read(into: &builder, isNullable: true)
        position += 1
      }
    }
    try appendNulls(&builder, before: slices.count)
    guard input.isAtEnd, builder.count == slices.count else { throw .broken }
    return try checked { () throws(ColumnError) in try builder.finish() }
  }

  /// The rows that the function was not called for.
  private mutating func appendNulls(
    _ builder: inout ColumnBuilder, before row: Int
  ) throws(Fault) {
    while builder.count < row { try appendNull(&builder) }
  }

  // MARK: Values

  private mutating func read(
    into builder: inout ColumnBuilder, isNullable: Bool
  ) throws(Fault) {
    let letter = try readLetter()
    if letter == Marshal.none {
      guard isNullable || builder.type.id == .null else { throw .broken }
      return try appendNull(&builder)
    }
    switch builder.type.id {
    case .list: try readList(letter, into: &builder)
    case .map: try readMap(letter, into: &builder)
    case .structure: try readStructure(letter, into: &builder)
    case .utf8, .json: try readText(letter, into: &builder)
    case .binary:
      guard letter == Marshal.bytes else { throw .broken }
      let bytes = try readBytes()
      try take(4 + bytes.count)
      try checked { () throws(ColumnError) in
        try builder.append(bytes: bytes.bindMemory(to: UInt8.self).span)
      }
    default:
      let value = try readValue(letter, of: builder.type)
      try take(Self.nullBytes(builder.type))
      try checked { () throws(ColumnError) in try builder.append(value) }
    }
  }

  private mutating func readValue(_ letter: UInt8, of type: DataType) throws(Fault) -> Value {
    switch type.id {
    case .bool:
      guard letter == Marshal.yes || letter == Marshal.no else { throw .broken }
      return .bool(letter == Marshal.yes)
    case .float64, .float32:
      guard letter == Marshal.float, let bits = input.integer(UInt64.self) else { throw .broken }
      return .float64(Double(bitPattern: bits))
    case .uuid:
      guard letter == Marshal.bytes else { throw .broken }
      let bytes = try readBytes()
      guard bytes.count == 16 else { throw .broken }
      return .uuid(UUID(uuid: bytes.loadUnaligned(as: uuid_t.self)))
    default: break
    }
    guard let number = input.int(letter) else { throw .broken }
    if type.id == .decimal {
      return .decimal(Decimal128(unscaled: number, scale: type.scale))
    }
    if type.id == .uint64 {
      guard let number = UInt64(exactly: number) else { throw .broken }
      return .uint64(number)
    }
    guard let number = Int64(exactly: number) else { throw .broken }
    switch type.id {
    case .date32:
      guard let days = Int32(exactly: number) else { throw .broken }
      return .date(days: days)
    case .time64: return .time(microseconds: number)
    case .timestamp: return .timestamp(microseconds: number)
    case .zonedTimestamp:
      return .zonedTimestamp(microseconds: number, zone: type.zone ?? .utc)
    case .duration: return .duration(microseconds: number)
    default: return .int64(number)
    }
  }

  private mutating func readText(
    _ letter: UInt8, into builder: inout ColumnBuilder
  ) throws(Fault) {
    guard let count = input.textCount(letter), let bytes = input.take(count) else {
      throw .broken
    }
    try take(4 + bytes.count)
    let text = bytes.bindMemory(to: UInt8.self).span
    let isJSON = builder.type.id == .json
    try checked { () throws(ColumnError) in
      if isJSON { try builder.append(json: text) } else { try builder.append(utf8: text) }
    }
  }

  // MARK: Values with others inside

  private mutating func readList(
    _ letter: UInt8, into builder: inout ColumnBuilder
  ) throws(Fault) {
    guard letter == Marshal.list else { throw .broken }
    let (count, field) = (try readCount(), builder.type.children[0])
    try take(4)
    try builder.appendParts { (children) throws(Fault) in
      // Each takes a byte of the reply at least.
      for _ in 0..<count { try read(into: &children[0], isNullable: field.isNullable) }
    }
  }

  private mutating func readMap(
    _ letter: UInt8, into builder: inout ColumnBuilder
  ) throws(Fault) {
    guard letter == Marshal.dict, let value = builder.type.mapValue else { throw .broken }
    try take(4)
    try builder.appendParts { (entries) throws(Fault) in
      while !input.skip(Marshal.dictEnd) {
        try entries[0].appendParts { (entry) throws(Fault) in
          try read(into: &entry[0], isNullable: false)
          try read(into: &entry[1], isNullable: value.isNullable)
        }
      }
    }
  }

  private mutating func readStructure(
    _ letter: UInt8, into builder: inout ColumnBuilder
  ) throws(Fault) {
    let fields = builder.type.children
    guard letter == Marshal.tuple, try readCount() == fields.count else { throw .broken }
    try builder.appendParts { (children) throws(Fault) in
      for (index, field) in fields.enumerated() {
        try read(into: &children[index], isNullable: field.isNullable)
      }
    }
  }

  // MARK: What the column takes

  private mutating func appendNull(_ builder: inout ColumnBuilder) throws(Fault) {
    try take(Self.nullBytes(builder.type))
    try checked { () throws(ColumnError) in try builder.appendNull() }
  }

  /// Bytes of a row that is NULL, with its bits rounded up.
  private static func nullBytes(_ type: DataType) -> Int {
    switch type.layout {
    case .none, .bits: 1
    case .fixed(let width): width
    case .bytes, .list: 4
    case .structure: type.children.reduce(1) { $0 + nullBytes($1.type) }
    }
  }

  private mutating func take(_ bytes: Int) throws(Fault) {
    guard bytes <= room else { throw .tooLarge }
    room -= bytes
  }

  private func checked<Success>(
    _ body: () throws(ColumnError) -> Success
  ) throws(Fault) -> Success {
    do { return try body() } catch { throw error.code == .tooLarge ? .tooLarge : .broken }
  }

  // MARK: Marshal's form

  private mutating func expect(_ letter: UInt8) throws(Fault) {
    guard try readLetter() == letter else { throw .broken }
  }

  private mutating func readLetter() throws(Fault) -> UInt8 {
    guard let letter = input.letter() else { throw .broken }
    return letter
  }

  private mutating func readCount() throws(Fault) -> Int {
    guard let count = input.integer(UInt32.self) else { throw .broken }
    return Int(count)
  }

  private mutating func readBytes() throws(Fault) -> UnsafeRawBufferPointer {
    guard let bytes = input.take(try readCount()) else { throw .broken }
    return bytes
  }
}
