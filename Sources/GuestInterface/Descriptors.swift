/// Where one column lies in guest memory. Seven little-endian 32-bit words.
///
/// Addresses count bytes from the start of guest memory. A column without NULLs
/// may have validity address 0; a column without offsets has offsets address 0.
public struct ColumnDescriptor: Sendable, Equatable {
  /// A ``ColumnType`` raw value.
  public var type: UInt32
  /// Rows in the column.
  public var rows: UInt32
  /// Rows that are NULL.
  public var nulls: UInt32
  /// Address of the validity bitmap: a set bit is a value, least significant bit first.
  public var validity: UInt32
  /// Address of `rows + 1` offsets of 32 bits.
  public var offsets: UInt32
  /// Address of the values; of a type with children, of their descriptors, one behind another.
  public var values: UInt32
  /// Bytes of values; of a type with children, their number.
  public var valueBytes: UInt32

  /// Bytes that a descriptor takes.
  public static let byteCount = 28

  /// The type of a column that is not there: its parameter's default stands in every row.
  public static let defaultType: UInt32 = 255

  public var isDefault: Bool { type == Self.defaultType }

  public init(
    type: UInt32, rows: UInt32, nulls: UInt32, validity: UInt32, offsets: UInt32, values: UInt32,
    valueBytes: UInt32
  ) {
    self.type = type
    self.rows = rows
    self.nulls = nulls
    self.validity = validity
    self.offsets = offsets
    self.values = values
    self.valueBytes = valueBytes
  }

  /// Reads a descriptor. The caller has checked that `byteCount` bytes can be read.
  public init(reading source: UnsafeRawPointer) {
    func word(_ index: Int) -> UInt32 {
      UInt32(littleEndian: source.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    }
    self.init(
      type: word(0), rows: word(1), nulls: word(2), validity: word(3), offsets: word(4),
      values: word(5), valueBytes: word(6))
  }

  /// Writes a descriptor. The caller has checked that `byteCount` bytes can be written.
  public func write(to target: UnsafeMutableRawPointer) {
    func put(_ value: UInt32, _ index: Int) {
      target.storeBytes(of: value.littleEndian, toByteOffset: index * 4, as: UInt32.self)
    }
    put(type, 0)
    put(rows, 1)
    put(nulls, 2)
    put(validity, 3)
    put(offsets, 4)
    put(values, 5)
    put(valueBytes, 6)
  }
}

/// The answer of a guest export that can fail: status, then the address and
/// length of its bytes. Three little-endian 32-bit words.
///
/// The bytes belong to the guest and stand until its next call.
public struct ReplyDescriptor: Sendable, Equatable {
  /// A ``ReplyStatus`` raw value.
  public var status: UInt32
  /// Address of a ``ColumnDescriptor`` or of UTF-8 JSON, as the export says.
  public var address: UInt32
  /// Bytes at that address.
  public var length: UInt32

  /// Bytes that a reply takes.
  public static let byteCount = 12

  public init(status: UInt32, address: UInt32, length: UInt32) {
    self.status = status
    self.address = address
    self.length = length
  }

  /// Reads a reply. The caller has checked that `byteCount` bytes can be read.
  public init(reading source: UnsafeRawPointer) {
    func word(_ index: Int) -> UInt32 {
      UInt32(littleEndian: source.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    }
    self.init(status: word(0), address: word(1), length: word(2))
  }

  /// Writes a reply. The caller has checked that `byteCount` bytes can be written.
  public func write(to target: UnsafeMutableRawPointer) {
    target.storeBytes(of: status.littleEndian, toByteOffset: 0, as: UInt32.self)
    target.storeBytes(of: address.littleEndian, toByteOffset: 4, as: UInt32.self)
    target.storeBytes(of: length.littleEndian, toByteOffset: 8, as: UInt32.self)
  }
}

/// What a ``ReplyDescriptor`` carries.
public enum ReplyStatus: UInt32, Sendable {
  /// The export's own answer.
  case done = 0
  /// A JSON object `{"code", "message", "function", "row", "traceback"}`.
  case failed = 1
}
