/// Columns of equal length: the rows of one call.
public struct Batch: Sendable, Equatable {
  public let columns: [Column]
  public let rowCount: Int

  /// - Parameter rowCount: the length of every column; without it, that of the first.
  /// - Throws: `.wrongSize` where columns differ in length or no length is known.
  public init(columns: [Column], rowCount: Int? = nil) throws(ColumnError) {
    guard let rowCount = rowCount ?? columns.first?.count else {
      throw ColumnError(.wrongSize, "a batch without columns needs a number of rows")
    }
    guard (0...Column.maximumCount).contains(rowCount) else {
      throw ColumnError(.tooLarge, "a batch cannot have \(rowCount) rows")
    }
    for (index, column) in columns.enumerated() where column.count != rowCount {
      throw ColumnError(
        .wrongSize, "column \(index) has \(column.count) rows where the batch has \(rowCount)")
    }
    self.columns = columns
    self.rowCount = rowCount
  }
}
