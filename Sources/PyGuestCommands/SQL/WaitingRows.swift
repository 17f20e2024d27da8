import Columns
import PythonGuest

/// Rows of groups that wait to be given to Python together.
struct WaitingRows {
  enum Operation { case accumulate, retract }

  private static let mostRows = 4096
  private static let mostBytes = 1 << 20

  private var columns: [ColumnBuilder]
  private var bytes = 0
  /// Of each row.
  var groups: [UInt32] = []
  /// What is done with all of them.
  private(set) var operation = Operation.accumulate

  init(_ types: [DataType]) { columns = types.map { ColumnBuilder(type: $0) } }

  var count: Int { groups.count }
  var isFull: Bool { count >= Self.mostRows || bytes >= Self.mostBytes }

  mutating func append(
    _ values: [Value], to group: UInt32, _ operation: Operation
  ) throws(PythonGuestError) {
    do throws(ColumnError) {
      for (index, value) in values.enumerated() {
        try columns[index].append(value)
        bytes += value.approximateBytes
      }
    } catch {
      throw PythonGuestError(.invalidInput, error.message, underlying: error)
    }
    groups.append(group)
    self.operation = operation
  }

  /// The rows, which no longer wait.
  mutating func takeBatch() throws(PythonGuestError) -> Batch {
    bytes = 0
    do throws(ColumnError) {
      var made: [Column] = []
      for index in columns.indices { made.append(try columns[index].finish()) }
      return try Batch(columns: made, rowCount: groups.count)
    } catch {
      throw PythonGuestError(.invalidInput, error.message, underlying: error)
    }
  }

  /// Numbers of groups as a column.
  static func column(_ groups: [UInt32]) throws(PythonGuestError) -> Column {
    var values: [UInt8] = []
    values.reserveCapacity(groups.count * 4)
    for group in groups {
      withUnsafeBytes(of: group.littleEndian) { values.append(contentsOf: $0) }
    }
    do throws(ColumnError) {
      return try Column(validating: .uint32, count: groups.count, values: values)
    } catch {
      throw PythonGuestError(.internal, error.message, underlying: error)
    }
  }
}

extension Value {
  /// About what it takes.
  var approximateBytes: Int {
    switch self {
    case .utf8(let text): 16 + text.utf8.count
    case .binary(let bytes): 16 + bytes.count
    case .list(let values): values.reduce(16) { $0 + $1.approximateBytes }
    case .map(let entries), .structure(let entries):
      entries.reduce(16) { $0 + $1.name.utf8.count + $1.value.approximateBytes }
    default: 16
    }
  }
}
