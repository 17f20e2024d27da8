import GuestInterface

/// What an open table is asked by: its number, as a column of one row.
struct TableRequest {
  /// Bytes in guest memory.
  static let byteCount = 48
  private static let numberPlace = 32
  /// Rows that may wait when fewer are asked for: a slice of the guest's.
  static let mostWaiting = 512

  private let table: UInt32

  init(_ table: UInt32) { self.table = table }

  func write(to room: UnsafeMutableRawBufferPointer, address: UInt32) {
    guard let start = room.baseAddress else { return }
    ColumnDescriptor(
      type: ColumnType.uint32.rawValue, rows: 1, nulls: 0, validity: 0, offsets: 0,
      values: address + UInt32(Self.numberPlace), valueBytes: 4
    ).write(to: start)
    start.storeBytes(of: table.littleEndian, toByteOffset: Self.numberPlace, as: UInt32.self)
  }
}
