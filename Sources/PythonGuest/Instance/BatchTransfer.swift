import Columns
import GuestInterface
import Wasmtime

/// A batch laid out for guest memory: descriptors first, then each buffer, aligned.
struct BatchLayout {
  private static let alignment = 16

  private let batch: Batch
  /// Where each column's validity, offsets and values begin.
  private var places: [(validity: Int, offsets: Int, values: Int)] = []
  /// Bytes in all.
  private(set) var byteCount: Int

  init(_ batch: Batch) throws(PythonGuestError) {
    guard batch.rowCount <= Column.maximumCount / 8 else {
      throw PythonGuestError(
        .invalidInput, "a batch may have \(Column.maximumCount / 8) rows at most; pass fewer")
    }
    self.batch = batch
    byteCount = Self.aligned(batch.columns.count * ColumnDescriptor.byteCount)
    places.reserveCapacity(batch.columns.count)
    for column in batch.columns {
      let validity = try take(column.validity.count)
      let offsets = try take(column.offsets.count * MemoryLayout<Int32>.stride)
      places.append((validity, offsets, try take(column.values.count)))
    }
  }

  private mutating func take(_ count: Int) throws(PythonGuestError) -> Int {
    let start = byteCount
    byteCount += Self.aligned(count)
    guard byteCount < Int(Int32.max) else {
      throw PythonGuestError(.invalidInput, "a batch may take 2 GiB at most; pass fewer rows")
    }
    return start
  }

  private static func aligned(_ count: Int) -> Int { (count + alignment - 1) & ~(alignment - 1) }

  /// Writes the batch to room in guest memory that begins at `address`.
  func write(to room: UnsafeMutableRawBufferPointer, address: UInt32) {
    for (index, column) in batch.columns.enumerated() {
      let place = places[index]
      Self.copy(column.validity, room, place.validity)
      column.offsets.withUnsafeBytes { Self.copy($0, room, place.offsets) }
      Self.copy(column.values, room, place.values)
      let descriptor = ColumnDescriptor(
        type: column.type.rawValue, rows: UInt32(column.count), nulls: UInt32(column.nullCount),
        // What is empty may begin where guest memory ends, at 2^32.
        validity: column.validity.isEmpty ? 0 : address &+ UInt32(place.validity),
        offsets: column.offsets.isEmpty ? 0 : address &+ UInt32(place.offsets),
        values: address &+ UInt32(place.values), valueBytes: UInt32(column.values.count))
      if let start = room.baseAddress {
        descriptor.write(to: start + index * ColumnDescriptor.byteCount)
      }
    }
  }

  private static func copy(
    _ bytes: [UInt8], _ room: UnsafeMutableRawBufferPointer, _ place: Int
  ) {
    bytes.withUnsafeBytes { copy($0, room, place) }
  }

  private static func copy(
    _ bytes: UnsafeRawBufferPointer, _ room: UnsafeMutableRawBufferPointer, _ place: Int
  ) {
    guard !bytes.isEmpty else { return }
    UnsafeMutableRawBufferPointer(rebasing: room[place..<place + bytes.count])
      .copyMemory(from: bytes)
  }
}

/// A column that the guest described, copied out and not yet checked.
struct ReturnedColumn {
  private let descriptor: ColumnDescriptor
  private var validity: [UInt8] = []
  private var offsets: [Int32] = []
  private var values: [UInt8] = []

  /// Copies the buffers that a result of `rows` rows of `type` must have.
  ///
  /// - Throws: out of bounds, where an address or a length leaves guest memory.
  init(
    _ descriptor: ColumnDescriptor, of type: ColumnType, rows: Int, from guest: GuestMemory
  ) throws(WasmtimeError) {
    guard descriptor.type == type.rawValue, Int(descriptor.rows) == rows else {
      throw WasmtimeError(.outOfBounds, "the guest answered with a column of another form")
    }
    self.descriptor = descriptor
    if descriptor.nulls > 0, type != .null {
      validity = Array(try guest.bytes(at: descriptor.validity, count: UInt32((rows + 7) / 8)))
    }
    if type.hasOffsets {
      let bytes = try guest.bytes(at: descriptor.offsets, count: UInt32((rows + 1) * 4))
      offsets = Array(unsafeUninitializedCapacity: rows + 1) { target, count in
        UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
        count = rows + 1
      }
    }
    let count = type.valueBytes(rows: rows).map { UInt32($0) } ?? descriptor.valueBytes
    values = Array(try guest.bytes(at: descriptor.values, count: count))
  }

  /// The column, once everything in it has been checked.
  func checked(of type: ColumnType, rows: Int) throws(PythonGuestError) -> Column {
    do {
      return try Column(
        validating: type, count: rows, validity: validity, offsets: offsets, values: values)
    } catch {
      throw PythonGuestError(
        .guestCrashed, "answered with a broken column: \(error.message)",
        underlying: error)
    }
  }
}
