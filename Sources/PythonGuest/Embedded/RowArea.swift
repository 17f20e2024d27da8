import Columns
import GuestInterface

/// A row area in the memory of an instance: where the arguments of a function lie that is called row
/// by row, and its result. For types without children.
///
/// The guest may write whatever it likes into it: what is read is checked, and what the host has to
/// know of the arguments, it keeps itself.
final class RowArea {
  private let guest: GuestInstance
  private let function: UInt32
  private let address: UInt32
  /// What the texts of arguments are written to.
  @exclusivity(unchecked) private var rooms: [GuestRoom]

  /// - Parameter function: the function's place among those of the program.
  init(
    _ guest: GuestInstance, function: Int, arguments: Int
  ) throws(PythonGuestError) {
    self.guest = guest
    self.function = UInt32(truncatingIfNeeded: function)
    address = try guest.makeRowArea(arguments: arguments)
    rooms = Array(repeating: GuestRoom(), count: arguments)
  }

  /// Where the area lies until the guest is called again. Memory does not shrink, so it stays
  /// within.
  @inline(__always)
  var start: UnsafeMutableRawPointer? { guest.start.map { $0 + Int(address) } }

  /// Runs the function over the first `count` arguments.
  @inline(__always)
  func call(_ count: Int) throws(PythonGuestError) {
    try guest.callRow(function, address, UInt32(truncatingIfNeeded: count))
  }

  // MARK: Arguments

  /// The slot of an argument.
  @inline(__always)
  static func slot(_ position: Int, in area: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    area + (position + 1) * RowSlot.byteCount
  }

  /// Sets an argument to a value that fits its type.
  ///
  /// - Throws: `invalid_input`, where the value is out of range.
  func set(_ value: Value, as type: DataType, at position: Int) throws(PythonGuestError) {
    switch value {
    case .utf8(let text), .json(let text):
      var text = text
      text.makeContiguousUTF8()
      try copy(text.utf8.span.bytes, at: position)
    case .binary(let bytes): try copy(bytes.span.bytes, at: position)
    default:
      guard let start else { return }
      let slot = Self.slot(position, in: start)
      try Self.put(value, as: type, into: slot + RowSlot.value)
      slot.storeBytes(of: value == .null ? 1 : 0, toByteOffset: RowSlot.isNull, as: UInt32.self)
    }
  }

  private func copy(_ bytes: RawSpan, at position: Int) throws(PythonGuestError) {
    if !hasRoom(bytes.byteCount, at: position) { try makeRoom(bytes.byteCount, at: position) }
    set(bytes, at: position)
  }

  private static func put(
    _ value: Value, as type: DataType, into place: UnsafeMutableRawPointer
  ) throws(PythonGuestError) {
    switch value {
    case .null: return
    case .bool(let bool): place.storeBytes(of: bool ? 1 : 0, as: UInt8.self)
    default:
      do throws(ColumnError) {
        try ValueCoding.store(value, as: type, to: place)
      } catch {
        throw PythonGuestError(.invalidInput, error.message, underlying: error)
      }
    }
  }

  /// Whether a text of so many bytes can be set without calling the guest.
  @inline(__always)
  func hasRoom(_ count: Int, at position: Int) -> Bool { rooms[position].suits(count) }

  /// Makes room for a text.
  ///
  /// - Throws: `memory_limit`, where the guest has none.
  func makeRoom(_ count: Int, at position: Int) throws(PythonGuestError) {
    // Some more, so that texts that grow do not ask each time.
    let wanted = count < 1 << 20 ? max(count + count / 2, 64) : count
    rooms[position] = try guest.makeRoom(wanted, in: rooms[position])
  }

  /// Sets an argument to a copy of bytes that there is room for.
  func set(_ bytes: RawSpan, at position: Int) {
    let (room, count) = (rooms[position], bytes.byteCount)
    guard let start = guest.start, count <= room.count else { return }
    bytes.withUnsafeBytes { source in
      if let first = source.baseAddress {
        (start + Int(room.address)).copyMemory(from: first, byteCount: count)
      }
    }
    let slot = Self.slot(position, in: start + Int(address))
    slot.storeBytes(of: 0, toByteOffset: RowSlot.isNull, as: UInt32.self)
    slot.storeBytes(
      of: UInt32(truncatingIfNeeded: count).littleEndian, toByteOffset: RowSlot.offsets + 4,
      as: UInt32.self)
    slot.storeBytes(
      of: room.address.littleEndian, toByteOffset: RowSlot.address, as: UInt32.self)
  }

  // MARK: The result

  /// Whether the result is NULL.
  @inline(__always)
  var isNull: Bool { start.map(Self.isNull) ?? true }

  @inline(__always)
  static func isNull(_ area: UnsafeMutableRawPointer) -> Bool {
    area.loadUnaligned(fromByteOffset: RowSlot.isNull, as: UInt32.self) != 0
  }

  /// A text or bytes of the result, of which the former are checked.
  ///
  /// - Throws: `guest_crashed`, where what lies there is none.
  func bytes(of id: ColumnType) throws(PythonGuestError) -> UnsafeRawBufferPointer {
    let all = guest.contents
    guard let start = all.baseAddress else { return UnsafeRawBufferPointer(all) }
    let slot = start + Int(address)
    // Each is read once: the guest stands still, but what is checked is what is used.
    let count = Int(
      UInt32(littleEndian: slot.loadUnaligned(fromByteOffset: RowSlot.offsets + 4, as: UInt32.self))
    )
    let first = Int(
      UInt32(littleEndian: slot.loadUnaligned(fromByteOffset: RowSlot.address, as: UInt32.self)))
    guard first <= all.count, count <= all.count - first else {
      throw guest.crashed("\(count) bytes at address \(first) exceed a memory of \(all.count)")
    }
    let bytes = UnsafeRawBufferPointer(start: start + first, count: count)
    guard id == .binary || TextKind(of: bytes.assumingMemoryBound(to: UInt8.self)) != .invalid
    else {
      throw guest.crashed("the guest answered with text that is not UTF-8")
    }
    return bytes
  }

  /// The result, which is not NULL.
  ///
  /// - Throws: `guest_crashed`, where what lies there is no value of the type.
  func value(of type: DataType) throws(PythonGuestError) -> Value {
    switch type.id {
    case .utf8: return .utf8(String(decoding: try bytes(of: .utf8), as: UTF8.self))
    case .json: return .json(String(decoding: try bytes(of: .json), as: UTF8.self))
    case .binary: return .binary(Array(try bytes(of: .binary)))
    default: break
    }
    guard let start else { return .null }
    let place = start + RowSlot.value
    if type.id == .bool { return .bool(place.load(as: UInt8.self) & 1 == 1) }
    do throws(ColumnError) {
      return try ValueCoding.value(in: place, of: type)
    } catch {
      throw guest.crashed("the guest answered with a broken value: \(error.message)")
    }
  }
}
