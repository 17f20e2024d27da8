/// Columns from Swift arrays, where nil is NULL.
extension Column {
  public init(bool values: [Bool?]) throws(ColumnError) {
    try self.init(.bool, values.lazy.map { $0.map(Value.bool) ?? .null })
  }

  public init(int64 values: [Int64?]) throws(ColumnError) {
    try self.init(.int64, values.lazy.map { $0.map(Value.int64) ?? .null })
  }

  public init(float64 values: [Double?]) throws(ColumnError) {
    try self.init(.float64, values.lazy.map { $0.map(Value.float64) ?? .null })
  }

  public init(utf8 values: [String?]) throws(ColumnError) {
    try self.init(.utf8, values.lazy.map { $0.map(Value.utf8) ?? .null })
  }

  public init(binary values: [[UInt8]?]) throws(ColumnError) {
    try self.init(.binary, values.lazy.map { $0.map(Value.binary) ?? .null })
  }

  /// A column of values that are each of `type` or NULL.
  public init(_ type: DataType, _ values: some Collection<Value>) throws(ColumnError) {
    var builder = ColumnBuilder(type: type, capacity: values.count)
    for value in values { try builder.append(value) }
    self = try builder.finish()
  }

  /// Every row as a value.
  public var allValues: [Value] {
    get throws(ColumnError) {
      var values: [Value] = []
      values.reserveCapacity(count)
      for row in 0..<count { values.append(try value(at: row)) }
      return values
    }
  }
}
