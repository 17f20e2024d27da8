/// What the values of a column are, as they cross between host and guest.
///
/// Buffers are in Arrow's columnar layout: https://arrow.apache.org/docs/format/Columnar.html
public enum ColumnType: UInt32, Sendable, CaseIterable {
  /// No values at all: every row is NULL.
  case null = 0
  case bool = 1
  case int64 = 2
  case float64 = 3
  /// UTF-8 text.
  case utf8 = 4
  case binary = 5
  /// Days since 1970-01-01.
  case date32 = 6
  /// Microseconds since midnight.
  case time64 = 7
  /// Microseconds since 1970-01-01T00:00:00, without a zone.
  case timestamp = 8
  /// Microseconds.
  case duration = 9
  /// Whole numbers of 128 bits, to be divided by ten to the power of the type's scale.
  case decimal = 10
  /// Sixteen bytes, the most significant first.
  case uuid = 11
  /// One child: the elements of all lists.
  case list = 12
  /// One child: the entries of all maps, a structure of a text and a value.
  case map = 13
  /// A child for each field.
  case structure = 14
  case int8 = 15
  case int16 = 16
  case int32 = 17
  case uint8 = 18
  case uint16 = 19
  case uint32 = 20
  case uint64 = 21
  case float32 = 22
  /// Microseconds since 1970-01-01T00:00:00Z, which the type shows in a zone.
  case zonedTimestamp = 23
  /// UTF-8 text that is JSON.
  case json = 24
}

/// How the values of a column lie in its buffers. All numbers are little-endian.
public enum Layout: Sendable, Equatable {
  /// There are none.
  case none
  /// One bit a row, least significant bit first.
  case bits
  /// So many bytes a row.
  case fixed(bytes: Int)
  /// Bytes, of which `rows + 1` offsets of 32 bits tell where a row's begin and end.
  case bytes
  /// Rows of a child, of which such offsets tell which belong to a row.
  case list
  /// The same row of each child.
  case structure
}

extension ColumnType {
  @inlinable
  public var layout: Layout {
    switch self {
    case .null: .none
    case .bool: .bits
    case .int8, .uint8: .fixed(bytes: 1)
    case .int16, .uint16: .fixed(bytes: 2)
    case .int32, .uint32, .float32, .date32: .fixed(bytes: 4)
    case .int64, .uint64, .float64, .time64, .timestamp, .duration, .zonedTimestamp:
      .fixed(bytes: 8)
    case .decimal, .uuid: .fixed(bytes: 16)
    case .utf8, .binary, .json: .bytes
    case .list, .map: .list
    case .structure: .structure
    }
  }

  /// Whether the type has children.
  @inlinable
  public var isNested: Bool { self == .list || self == .map || self == .structure }
}

extension Layout {
  /// Whether an offsets buffer of `rows + 1` entries belongs to it.
  @inlinable
  public var hasOffsets: Bool {
    switch self {
    case .bytes, .list: true
    default: false
    }
  }

  /// The bytes that the values of `rows` rows take, or nil where offsets decide.
  ///
  /// - Parameter rows: at most `Int32.max`, so that the product fits.
  public func valueBytes(rows: Int) -> Int? {
    switch self {
    case .none, .list, .structure: 0
    case .bits: (rows + 7) / 8
    case .fixed(let bytes): rows * bytes
    case .bytes: nil
    }
  }
}
