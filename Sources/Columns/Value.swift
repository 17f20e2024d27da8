/// One value of a column.
public enum Value: Sendable, Equatable {
  case null
  case bool(Bool)
  case int64(Int64)
  case float64(Double)
  case utf8(String)
  case binary([UInt8])
  /// Days since 1970-01-01.
  case date(days: Int32)
  /// Microseconds since midnight.
  case time(microseconds: Int64)
  /// Microseconds since 1970-01-01T00:00:00, without a zone.
  case timestamp(microseconds: Int64)
  /// A length of time in microseconds.
  case duration(microseconds: Int64)
}

extension Value {
  /// The type of the columns that hold such values; `.null` for NULL.
  public var type: ColumnType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int64: .int64
    case .float64: .float64
    case .utf8: .utf8
    case .binary: .binary
    case .date: .date32
    case .time: .time64
    case .timestamp: .timestamp
    case .duration: .duration
    }
  }
}
