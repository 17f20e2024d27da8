public import Columns

extension Session {
  /// What comes of a window that slides over rows in order: for each row, of the row and so many
  /// before it.
  ///
  /// The class takes rows back that leave the window, so each row costs the same however many are
  /// in it. A row that is NULL for a parameter without `None` takes its place in the window and is
  /// given to nobody.
  ///
  /// - Parameters:
  ///   - function: an aggregate with a method `retract`: ``Signature/canRetract``.
  ///   - batch: a column for each parameter of `accumulate`, those with defaults too.
  ///   - preceding: rows before each that belong to its window.
  ///   - group: a group without a state, whose state is used and let go of.
  ///   - use: takes rows that follow one another, and what came of their windows in a column of
  ///     ``Signature/returns`` under the function's name.
  /// - Throws: ``PythonGuestError`` with the row that failed, or what `use` throws.
  public mutating func slide(
    _ function: Function, _ batch: Batch, preceding: Int, group: UInt32 = 0,
    _ use: (_ rows: Range<Int>, _ results: Batch) throws -> Void
  ) throws {
    try check(function, is: .aggregate)
    try function.check(batch.columns)
    guard preceding >= 0, batch.columns.count == function.signature.parameters.count else {
      throw PythonGuestError(
        .invalidInput, of: .function(function.signature.name),
        "slides over a column for each parameter, with 0 or more rows before each")
    }
    _ = try function.signature.number(of: .slide)
    let state = try Groups.column(repeating: group, count: 1)
    defer { if !isEnded { try? discard(function, groups: state) } }
    let first = min(batch.rowCount, preceding < batch.rowCount ? preceding + 1 : batch.rowCount)
    try run(.grow, function, [batch], [0..<first], group, use)
    try run(
      .slide, function, [batch, batch], [first..<batch.rowCount, 0..<batch.rowCount - first],
      group, use)
  }

  /// Runs an operation over rows that enter, and as many that leave.
  private mutating func run(
    _ operation: Operation, _ function: Function, _ batches: [Batch], _ rows: [Range<Int>],
    _ group: UInt32, _ use: (Range<Int>, Batch) throws -> Void
  ) throws {
    let range = rows[0]
    guard !range.isEmpty else { return }
    var columns = [try Groups.column(repeating: group, count: range.count)]
    for (batch, rows) in zip(batches, rows) {
      for column in batch.columns { columns.append(try column.slice(rows)) }
    }
    let results: Column
    do throws(PythonGuestError) {
      results = try instance.perform(
        operation, of: function.index, Batch(checking: columns, rowCount: range.count))
      if results.nullCount > 0, !function.signature.returns.isNullable { throw NullRule.broken }
    } catch {
      var error = error.called(function.signature.name)
      error.row = error.row.map { $0 + range.lowerBound }
      throw error
    }
    try use(range, function.answer(results))
  }
}
