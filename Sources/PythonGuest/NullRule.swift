import Columns

/// Which results may be NULL, judged by the host: a row that is NULL for a parameter that takes no
/// `None` must be, and another must not, unless the function may return `None`.
struct NullRule {
  private let mayReturnNone: Bool
  /// Of each parameter that takes no `None` and has NULLs.
  private let skipping: [Column]

  /// - Parameter acceptsNone: of each parameter; the last one's stands for all that follow.
  init(_ acceptsNone: [Bool], _ batch: Batch, mayReturnNone: Bool) {
    self.mayReturnNone = mayReturnNone
    var skipping: [Column] = []
    for position in batch.columns.indices
    where batch.columns[position].nullCount > 0
      && !acceptsNone[min(position, acceptsNone.count - 1)]
    {
      skipping.append(batch.columns[position])
    }
    self.skipping = skipping
  }

  /// Checks the results of some rows.
  ///
  /// - Throws: `guest_crashed`, where a row breaks the rule.
  func check(_ results: Column, of rows: Range<Int>) throws(PythonGuestError) {
    if skipping.isEmpty {
      if results.nullCount > 0, !mayReturnNone { throw Self.broken }
      return
    }
    var called = Bitmap.allSet(rows.count)
    for column in skipping { column.intersectValidity(with: &called, from: rows.lowerBound) }
    var present = Bitmap.allSet(rows.count)
    results.intersectValidity(with: &present, from: 0)
    let isRight =
      mayReturnNone
      ? zip(present, called).allSatisfy { present, called in present & ~called == 0 }
      : present == called
    guard isRight else { throw Self.broken }
  }

  static let broken = PythonGuestError(
    .guestCrashed, "answered with NULL where the function returns a value, or the other way round")
}
