import Columns
import GuestInterface
import Wasmtime

/// One row's values laid out for guest memory, as columns of one row: descriptors first,
/// then a slot for each value, then the texts. For values without others inside.
struct ValueRow {
  /// A fixed-size value, or two offsets.
  private static let slotBytes = 16

  private let slots: Int
  private let texts: Int
  /// Bytes in all.
  let byteCount: Int

  /// A row, or nil where a value has others inside.
  ///
  /// - Parameter types: of the parameters, at least as many as values.
  /// - Throws: `invalid_input`, where a value is out of range of its type.
  init?(_ values: [Value], as types: [DataType]) throws(PythonGuestError) {
    slots = (values.count * ColumnDescriptor.byteCount + 15) & ~15
    texts = slots + values.count * Self.slotBytes
    var end = texts
    for index in values.indices {
      switch values[index] {
      case .utf8(let text), .json(let text): end += text.utf8.count
      case .binary(let bytes): end += bytes.count
      case .list, .map, .structure: return nil
      case .int64 where types[index].id == .int64: break
      case .null, .bool: break
      default: try Self.check(values[index], types[index])
      }
    }
    byteCount = end
  }

  private static func check(_ value: Value, _ type: DataType) throws(PythonGuestError) {
    do throws(ColumnError) {
      try ValueCoding.check(value, as: type)
    } catch {
      throw PythonGuestError(.invalidInput, error.message, underlying: error)
    }
  }

  /// Writes the row, of the same values, to room in guest memory that begins at `address`.
  @inline(__always)
  func write(
    _ values: [Value], as types: [DataType], to room: UnsafeMutableRawBufferPointer,
    address: UInt32
  ) {
    guard let start = room.baseAddress else { return }
    var text = texts
    for (index, value) in values.enumerated() {
      let slot = slots + index * Self.slotBytes
      var descriptor = ColumnDescriptor(
        type: types[index].id.rawValue, rows: 1, nulls: 0, validity: 0,
        offsets: 0, values: address + UInt32(slot), valueBytes: UInt32(Self.slotBytes))
      switch value {
      case .null: descriptor.makeNull()
      case .int64(let number) where types[index].id == .int64:
        start.storeBytes(of: number, toByteOffset: slot, as: Int64.self)
      case .bool(let bool): start.storeBytes(of: bool ? 1 : 0, toByteOffset: slot, as: UInt8.self)
      case .utf8(let string), .json(let string):
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
      default:
        // It was looked at before.
        try? ValueCoding.store(value, as: types[index], to: start + slot)
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

extension ColumnDescriptor {
  /// A column of NULLs, which fits any parameter.
  fileprivate mutating func makeNull() {
    type = ColumnType.null.rawValue
    nulls = rows
  }
}

extension GuestMemory {
  /// The one value of a result of one row, of a type without children.
  ///
  /// - Throws: out of bounds, where the guest describes what is not such a result.
  func value(
    _ descriptor: ColumnDescriptor, of id: ColumnType, _ type: @autoclosure () -> DataType
  ) throws(WasmtimeError) -> Value {
    guard descriptor.type == id.rawValue, descriptor.rows == 1 else {
      throw WasmtimeError(.outOfBounds, "the guest answered with a column of another form")
    }
    if descriptor.nulls > 0 || id == .null { return .null }
    switch id {
    case .int64: return .int64(try load(at: descriptor.values, Int64.self))
    case .float64: return .float64(try load(at: descriptor.values, Double.self))
    case .bool: return .bool(try load(at: descriptor.values, UInt8.self) & 1 == 1)
    case .binary:
      return .binary(Array(try bytes(at: descriptor.values, count: descriptor.valueBytes)))
    case .utf8, .json:
      let bytes = try bytes(at: descriptor.values, count: descriptor.valueBytes)
      guard let text = String(validating: bytes) else {
        throw WasmtimeError(.outOfBounds, "the guest answered with text that is not UTF-8")
      }
      return id == .json ? .json(text) : .utf8(text)
    default: return try slot(at: descriptor.values, type())
    }
  }

  private func slot(at address: UInt32, _ type: DataType) throws(WasmtimeError) -> Value {
    let bytes = try bytes(at: address, count: UInt32(type.layout.valueBytes(rows: 1) ?? 0))
    guard let start = bytes.baseAddress else {
      throw WasmtimeError(.outOfBounds, "the guest answered with a column of another form")
    }
    do throws(ColumnError) {
      return try ValueCoding.value(in: start, of: type)
    } catch {
      throw WasmtimeError(.outOfBounds, "the guest answered with a broken value: \(error.message)")
    }
  }
}
