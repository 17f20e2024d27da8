/// Columns of equal length, with or without names: the rows of one call.
public struct Batch: Sendable, Equatable {
  public let columns: [Column]
  /// A name for each column, or nil where they have none.
  public let names: [String]?
  public let rowCount: Int

  /// - Parameters:
  ///   - names: a name for each column, or nil.
  ///   - rowCount: the length of every column; without it, that of the first.
  /// - Throws: `.wrongSize` where columns differ in length, names in number, or no length is known.
  public init(
    columns: [Column], names: [String]? = nil, rowCount: Int? = nil
  ) throws(ColumnError) {
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
    try Column.check(
      names == nil || names?.count == columns.count, "names", columns.count, names?.count ?? 0)
    self.columns = columns
    self.names = names
    self.rowCount = rowCount
  }
}
