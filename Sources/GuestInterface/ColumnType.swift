/// The type of a column's values, as it crosses between host and guest.
///
/// Buffers are in Arrow's columnar layout: https://arrow.apache.org/docs/format/Columnar.html
public enum ColumnType: UInt32, Sendable {
  /// No values at all: every row is NULL.
  case null = 0
  /// One bit a row, least significant bit first.
  case bool = 1
  /// Eight bytes a row, two's complement, little-endian.
  case int64 = 2
  /// Eight bytes a row, IEEE 754, little-endian.
  case float64 = 3
  /// UTF-8 text, addressed by 32-bit offsets.
  case utf8 = 4
  /// Bytes, addressed by 32-bit offsets.
  case binary = 5
  /// Days since 1970-01-01, four bytes a row.
  case date32 = 6
  /// Microseconds since midnight, eight bytes a row.
  case time64 = 7
  /// Microseconds since 1970-01-01T00:00:00, without a zone, eight bytes a row.
  case timestamp = 8
  /// Microseconds, eight bytes a row.
  case duration = 9
}

extension ColumnType {
  /// Whether values are addressed by an offsets buffer of `rows + 1` entries.
  public var hasOffsets: Bool { self == .utf8 || self == .binary }

  /// The bytes the values of `rows` rows take, or nil where offsets decide.
  ///
  /// - Parameter rows: at most `Int32.max`, so that the product fits.
  public func valueBytes(rows: Int) -> Int? {
    switch self {
    case .null: 0
    case .bool: (rows + 7) / 8
    case .date32: rows * 4
    case .int64, .float64, .time64, .timestamp, .duration: rows * 8
    case .utf8, .binary: nil
    }
  }
}
