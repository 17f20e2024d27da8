public import Columns
import GuestInterface

/// One public function of a program.
public struct Function: Sendable {
  /// What the function takes and returns.
  public let signature: Signature
  private let index: Int
  private let pool: InstancePool

  init(signature: Signature, index: Int, pool: InstancePool) {
    self.signature = signature
    self.index = index
    self.pool = pool
  }

  /// Runs the function over the rows of a batch.
  ///
  /// A row that is NULL for a parameter that does not take None is not passed to Python:
  /// its result is NULL. Rows run in order; the first that fails ends the call.
  ///
  /// - Parameter batch: a column for each parameter, of its type or all NULL; parameters with
  ///   defaults may be left out at the end.
  /// - Returns: a column of ``Signature/returns`` with a value for each row.
  /// - Throws: ``PythonGuestError`` with the function's name and, where a row failed, its number.
  public func call(_ batch: Batch) throws(PythonGuestError) -> Column {
    try check(batch.columns.map(\.type))
    let rule = NullRule(signature, batch)
    return try named { () throws(PythonGuestError) in
      try pool.withInstance { (instance) throws(PythonGuestError) in
        let results = try instance.call(index, batch)
        try rule.check(results, of: 0..<batch.rowCount)
        return results
      }
    }
  }

  /// Runs the function over the rows of a batch and hands results over as they come, so that the
  /// host holds few of them at once, however large they are.
  ///
  /// - Parameters:
  ///   - batch: as in ``call(_:)-(Batch)``.
  ///   - use: takes rows that follow one another, and a column with their results.
  /// - Throws: what ``call(_:)-(Batch)`` throws, once all rows before the one that failed have been
  ///   handed over or were dropped; or what `use` throws.
  public func call(
    _ batch: Batch, _ use: (_ rows: Range<Int>, _ results: Column) throws -> Void
  ) throws {
    try check(batch.columns.map(\.type))
    let rule = NullRule(signature, batch)
    do {
      try pool.lendInstance { instance in
        try instance.call(index, batch) { rows, results in
          try rule.check(results, of: rows)
          try use(rows, results)
        }
      }
    } catch let error as PythonGuestError {
      throw named(error)
    }
  }

  /// Runs the function once: for databases that pass row by row.
  ///
  /// - Parameter values: one for each parameter, of its type or NULL; parameters with defaults
  ///   may be left out at the end.
  public func call(_ values: [Value]) throws(PythonGuestError) -> Value {
    for (position, value) in values.enumerated() {
      guard position < signature.parameters.count else { break }
      try check(value.type, position)
    }
    try check(count: values.count)
    if NullRule.isNull(signature, values) { return .null }
    return try named { () throws(PythonGuestError) in
      try pool.withInstance { (instance) throws(PythonGuestError) in
        let result = try instance.call(index, values)
        try NullRule.check(result, signature)
        return result
      }
    }
  }

  // MARK: What fits the signature

  private func check(_ types: [ColumnType]) throws(PythonGuestError) {
    try check(count: types.count)
    for (position, type) in types.enumerated() { try check(type, position) }
  }

  private func check(count: Int) throws(PythonGuestError) {
    let (least, most) = (signature.requiredCount, signature.parameters.count)
    guard least...most ~= count else {
      let wanted = least == most ? "\(most)" : "\(least) to \(most)"
      throw PythonGuestError(
        .invalidInput, "\(signature.name) takes \(wanted) arguments, not \(count)",
        function: signature.name)
    }
  }

  private func check(_ type: ColumnType, _ position: Int) throws(PythonGuestError) {
    let parameter = signature.parameters[position]
    guard type == parameter.type.column || type == .null else {
      throw PythonGuestError(
        .invalidInput,
        "parameter \(parameter.name) of \(signature.name) is \(parameter.type.pythonName), "
          + "which a column of type \(type) does not hold", function: signature.name)
    }
  }

  private func named<Result>(
    _ body: () throws(PythonGuestError) -> Result
  ) throws(PythonGuestError) -> Result {
    do {
      return try body()
    } catch {
      throw named(error)
    }
  }

  /// Names the function in errors that only the sandbox noticed.
  private func named(_ error: PythonGuestError) -> PythonGuestError {
    guard error.function == nil, !error.isWhileLoading else { return error }
    var error = error
    error.function = signature.name
    // What the function did needs its name in front; what the caller did, or we, does not.
    if error.code == .invalidInput || error.code == .internal { return error }
    error.message = "\(signature.name) \(error.message)"
    return error
  }
}
