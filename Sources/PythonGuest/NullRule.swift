import Columns

/// Which results may be NULL, judged by the host: a row that is NULL for a parameter that takes no
/// `None` must be, and another must not, unless the function may return `None`.
struct NullRule {
  private let mayReturnNone: Bool
  /// For each parameter that takes no `None` and has NULLs: one bit a row, clear where it is NULL;
  /// empty where all rows are.
  private let skipping: [[UInt8]]

  init(_ signature: Signature, _ batch: Batch) {
    mayReturnNone = signature.returns.isNullable
    skipping = zip(signature.parameters, batch.columns).compactMap { parameter, column in
      parameter.type.isNullable || column.nullCount == 0 ? nil : column.validity
    }
  }

  /// Checks the results of some rows.
  ///
  /// - Throws: `guest_crashed`, where a row breaks the rule.
  func check(_ results: Column, of rows: Range<Int>) throws(PythonGuestError) {
    if skipping.isEmpty {
      if results.nullCount > 0, !mayReturnNone { throw Self.broken }
      return
    }
    if rows.lowerBound % 8 == 0 {
      try checkBytes(results, of: rows)
    } else {
      for row in rows { try checkRow(row, isNull: results.isNull(row - rows.lowerBound)) }
    }
  }

  private func checkRow(_ row: Int, isNull: Bool) throws(PythonGuestError) {
    let isSkipped = skipping.contains { bits in
      bits.isEmpty || bits[row >> 3] & (1 << UInt8(truncatingIfNeeded: row & 7)) == 0
    }
    if isSkipped ? !isNull : isNull && !mayReturnNone { throw Self.broken }
  }

  /// Eight rows at a time.
  private func checkBytes(_ results: Column, of rows: Range<Int>) throws(PythonGuestError) {
    let first = rows.lowerBound / 8
    let hasNone = results.type == .null
    for byte in 0..<(rows.count + 7) / 8 {
      var called: UInt8 = 0xff
      for bits in skipping { called &= bits.isEmpty ? 0 : bits[first + byte] }
      let isLast = (byte + 1) * 8 > rows.count
      let there: UInt8 = isLast ? (1 << UInt8(rows.count % 8)) - 1 : 0xff
      called &= there
      let present = hasNone ? 0 : results.validity.isEmpty ? there : results.validity[byte]
      let isRight = mayReturnNone ? present & ~called == 0 : present == called
      guard isRight else { throw Self.broken }
    }
  }

  static let broken = PythonGuestError(
    .guestCrashed, "answered with NULL where the function returns a value, or the other way round")
}
