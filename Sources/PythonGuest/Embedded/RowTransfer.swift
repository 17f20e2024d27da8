import Columns
import GuestInterface
import Wasmtime

/// One row's values laid out for guest memory, as columns of one row: descriptors first,
/// then a slot for each value, then the texts.
struct ValueRow {
  /// A fixed-size value, or two offsets.
  private static let slotBytes = 8

  private let values: [Value]
  private let slots: Int
  private let texts: Int
  /// Bytes in all.
  let byteCount: Int

  init(_ values: [Value]) {
    self.values = values
    slots = (values.count * ColumnDescriptor.byteCount + 7) & ~7
    texts = slots + values.count * Self.slotBytes
    byteCount = values.reduce(texts) { $0 + Self.textBytes($1) }
  }

  private static func textBytes(_ value: Value) -> Int {
    switch value {
    case .utf8(let text): text.utf8.count
    case .binary(let bytes): bytes.count
    default: 0
    }
  }

  /// Writes the row to room in guest memory that begins at `address`.
  func write(to room: UnsafeMutableRawBufferPointer, address: UInt32) {
    guard let start = room.baseAddress else { return }
    var text = texts
    for (index, value) in values.enumerated() {
      let slot = slots + index * Self.slotBytes
      var descriptor = ColumnDescriptor(
        type: value.type.rawValue, rows: 1, nulls: value == .null ? 1 : 0, validity: 0,
        offsets: 0, values: address + UInt32(slot), valueBytes: UInt32(Self.slotBytes))
      switch value {
      case .null: break
      case .bool(let bool): start.storeBytes(of: bool ? 1 : 0, toByteOffset: slot, as: UInt8.self)
      case .int64(let number), .time(let number), .timestamp(let number), .duration(let number):
        start.storeBytes(of: number, toByteOffset: slot, as: Int64.self)
      case .float64(let number):
        start.storeBytes(of: number, toByteOffset: slot, as: Double.self)
      case .date(let days): start.storeBytes(of: days, toByteOffset: slot, as: Int32.self)
      case .utf8(let string):
        let target = UnsafeMutableRawBufferPointer(rebasing: room[text...])
        var string = string
        let count = string.withUTF8 { bytes in
          target.copyBytes(from: bytes)
          return bytes.count
        }
        point(&descriptor, at: text, count, slot, start, address)
        text += count
      case .binary(let bytes):
        UnsafeMutableRawBufferPointer(rebasing: room[text...]).copyBytes(from: bytes)
        point(&descriptor, at: text, bytes.count, slot, start, address)
        text += bytes.count
      }
      descriptor.write(to: start + index * ColumnDescriptor.byteCount)
    }
  }

  private func point(
    _ descriptor: inout ColumnDescriptor, at text: Int, _ count: Int, _ slot: Int,
    _ start: UnsafeMutableRawPointer, _ address: UInt32
  ) {
    start.storeBytes(of: 0, toByteOffset: slot, as: UInt32.self)
    start.storeBytes(of: UInt32(count), toByteOffset: slot + 4, as: UInt32.self)
    descriptor.offsets = address + UInt32(slot)
    // An empty text may begin where guest memory ends, at 2^32.
    descriptor.values = address &+ UInt32(text)
    descriptor.valueBytes = UInt32(count)
  }
}

extension GuestMemory {
  /// The one value of a result of one row.
  ///
  /// - Throws: out of bounds, where the guest describes what is not such a result.
  func value(
    _ descriptor: ColumnDescriptor, of type: ColumnType
  ) throws(WasmtimeError) -> Value {
    guard descriptor.type == type.rawValue, descriptor.rows == 1 else {
      throw WasmtimeError(.outOfBounds, "the guest answered with a column of another form")
    }
    if descriptor.nulls > 0 || type == .null { return .null }
    switch type {
    case .null: return .null
    case .bool: return .bool(try load(at: descriptor.values, UInt8.self) & 1 == 1)
    case .int64: return .int64(try load(at: descriptor.values, Int64.self))
    case .float64: return .float64(try load(at: descriptor.values, Double.self))
    case .date32: return .date(days: try load(at: descriptor.values, Int32.self))
    case .time64:
      let time = try load(at: descriptor.values, Int64.self)
      guard 0..<86_400_000_000 ~= time else {
        throw WasmtimeError(.outOfBounds, "the guest answered with what is no time of day")
      }
      return .time(microseconds: time)
    case .timestamp: return .timestamp(microseconds: try load(at: descriptor.values, Int64.self))
    case .duration: return .duration(microseconds: try load(at: descriptor.values, Int64.self))
    case .binary:
      return .binary(Array(try bytes(at: descriptor.values, count: descriptor.valueBytes)))
    case .utf8:
      let bytes = try bytes(at: descriptor.values, count: descriptor.valueBytes)
      guard let text = String(validating: bytes) else {
        throw WasmtimeError(.outOfBounds, "the guest answered with text that is not UTF-8")
      }
      return .utf8(text)
    }
  }
}
