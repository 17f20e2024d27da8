public import CArrow
import Columns

/// What becomes of a column or batch between its import and its export.
private enum Way: Int32 {
  case asItIs
  /// A new column of the values.
  case rebuilt
  /// Without the first and the last row.
  case sliced
  case validated
  /// Of a batch, the last column alone.
  case lastAlone
}

/// Takes a column and hands it back in the same structs.
///
/// - Returns: 0, or 1 with what is wrong in `message`; then both structs were released.
@c(exchange_column)
public func exchangeColumn(
  _ array: UnsafeMutablePointer<ArrowArray>, _ schema: UnsafeMutablePointer<ArrowSchema>,
  _ way: Int32, _ message: UnsafeMutablePointer<CChar>, _ capacity: Int
) -> Int32 {
  reporting(to: message, capacity) { () throws(ColumnError) in
    let column = try taking(schema) { () throws(ColumnError) in
      try Column(arrow: array, schema: schema)
    }
    try changed(column, way).exportArrow(array: array, schema: schema)
  }
}

/// Takes a batch and hands it back in the same structs.
@c(exchange_batch)
public func exchangeBatch(
  _ array: UnsafeMutablePointer<ArrowArray>, _ schema: UnsafeMutablePointer<ArrowSchema>,
  _ way: Int32, _ message: UnsafeMutablePointer<CChar>, _ capacity: Int
) -> Int32 {
  reporting(to: message, capacity) { () throws(ColumnError) in
    let batch = try taking(schema) { () throws(ColumnError) in
      try Batch(arrow: array, schema: schema)
    }
    try changed(batch, way).exportArrow(array: array, schema: schema)
  }
}

/// Takes a column and keeps it until it is dropped.
///
/// - Parameter nanoseconds: how long taking it took.
/// - Returns: what to drop, or nil where it was refused.
@c(exchange_keep)
public func keepColumn(
  _ array: UnsafeMutablePointer<ArrowArray>, _ schema: UnsafeMutablePointer<ArrowSchema>,
  _ nanoseconds: UnsafeMutablePointer<Int64>
) -> UnsafeMutableRawPointer? {
  taking(schema) {
    let start = ContinuousClock.now
    let column = try? Column(arrow: array, schema: schema)
    nanoseconds.pointee = (ContinuousClock.now - start).components.attoseconds / 1_000_000_000
    return column.map { Unmanaged.passRetained(Kept($0)).toOpaque() }
  }
}

@c(exchange_drop)
public func dropColumn(_ kept: UnsafeMutableRawPointer) {
  Unmanaged<Kept>.fromOpaque(kept).release()
}

private final class Kept {
  let column: Column
  init(_ column: Column) { self.column = column }
}

/// Releases a schema once `body` has read it.
private func taking<Result, Failure>(
  _ schema: UnsafeMutablePointer<ArrowSchema>, _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  defer { schema.pointee.release?(schema) }
  return try body()
}

private func reporting(
  to message: UnsafeMutablePointer<CChar>, _ capacity: Int, _ body: () throws(ColumnError) -> Void
) -> Int32 {
  do {
    try body()
    return 0
  } catch {
    let text = "\(error.code.rawValue): \(error.message)".utf8CString.prefix(max(capacity - 1, 0))
    message.update(from: Array(text), count: text.count)
    message[text.count] = 0
    return 1
  }
}

private func changed(_ column: Column, _ way: Int32) throws(ColumnError) -> Column {
  switch Way(rawValue: way) {
  case .rebuilt: try Column(column.type, column.allValues)
  case .sliced: try column.slice(1..<max(column.count - 1, 1))
  case .validated: try column.validated()
  default: column
  }
}

private func changed(_ batch: Batch, _ way: Int32) throws(ColumnError) -> Batch {
  if way == Way.lastAlone.rawValue {
    return try Batch(
      columns: Array(batch.columns.suffix(1)), names: batch.names.map { Array($0.suffix(1)) })
  }
  let columns = try batch.columns.map { (column) throws(ColumnError) in try changed(column, way) }
  return try Batch(
    columns: columns, names: batch.names, rowCount: columns.first?.count ?? batch.rowCount)
}
