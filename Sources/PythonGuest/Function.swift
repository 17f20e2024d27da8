public import Columns
import GuestInterface

/// One public function of a program.
public struct Function: Sendable {
  /// What the function takes and returns.
  public let signature: Signature
  let index: Int
  let pool: InstancePool
  /// What a call of one row has to know of the signature, without copying its names.
  let types: [DataType]
  private let typeIDs: [ColumnType]
  let acceptsNone: [Bool]
  let counts: ClosedRange<Int>
  let mayReturnNone: Bool

  init(signature: Signature, index: Int, pool: InstancePool) {
    self.signature = signature
    self.index = index
    self.pool = pool
    types = signature.parameters.map(\.type.column)
    typeIDs = types.map(\.id)
    acceptsNone = signature.parameters.map(\.type.isNullable)
    counts = signature.arities
    mayReturnNone = signature.returns.isNullable
  }

  /// Runs the function over the rows of a batch.
  ///
  /// A row that is NULL for a parameter that does not take None is not passed to Python:
  /// its result is NULL. Rows run in order; the first that fails ends the call.
  ///
  /// - Parameter batch: a column for each parameter, of its type or all NULL; parameters with
  ///   defaults may be left out at the end.
  /// - Returns: a column of ``Signature/returns`` under the function's name, with a value for each
  ///   row.
  /// - Throws: ``PythonGuestError`` with the function's name and, where a row failed, its number.
  public func call(_ batch: Batch) throws(PythonGuestError) -> Batch {
    try pool.withInstance { (instance) throws(PythonGuestError) in
      try call(batch, on: instance)
    }
  }

  func call(
    _ batch: Batch, on instance: any ProgramInstance
  ) throws(PythonGuestError) -> Batch {
    try check(is: .scalar)
    try check(batch.columns)
    let rule = NullRule(acceptsNone, batch, mayReturnNone: mayReturnNone)
    do throws(PythonGuestError) {
      let results: Column = try instance.call(index, batch)
      try rule.check(results, of: 0..<batch.rowCount)
      return try answer(results)
    } catch {
      throw error.called(signature.name)
    }
  }

  /// A column as a call answers with it.
  func answer(_ results: Column) throws(PythonGuestError) -> Batch {
    do throws(ColumnError) {
      return try Batch(columns: [results], names: [signature.name], rowCount: results.count)
    } catch {
      throw PythonGuestError(.internal, error.message, underlying: error)
    }
  }

  /// Runs the function over the rows of a batch and hands results over as they come, so that the
  /// host holds few of them at once, however large they are.
  ///
  /// - Parameters:
  ///   - batch: as in ``call(_:)-(Batch)``.
  ///   - use: takes rows that follow one another, and their results as ``call(_:)-(Batch)`` answers
  ///     with them.
  /// - Throws: what ``call(_:)-(Batch)`` throws, once all rows before the one that failed have been
  ///   handed over or were dropped; or what `use` throws.
  public func call(
    _ batch: Batch, _ use: (_ rows: Range<Int>, _ results: Batch) throws -> Void
  ) throws {
    try check(is: .scalar)
    try check(batch.columns)
    let rule = NullRule(acceptsNone, batch, mayReturnNone: mayReturnNone)
    do {
      try pool.lendInstance { instance in
        try instance.call(index, batch) { rows, results in
          try rule.check(results, of: rows)
          try use(rows, answer(results))
        }
      }
    } catch let error as PythonGuestError {
      throw error.called(signature.name)
    }
  }

  /// Runs the function once: for databases that pass row by row.
  ///
  /// - Parameter values: one for each parameter, of its type or NULL; parameters with defaults
  ///   may be left out at the end.
  public func call(_ values: [Value]) throws(PythonGuestError) -> Value {
    if signature.kind != .scalar { try check(is: .scalar) }
    if try isSkipped(values) { return .null }
    let (index, mayReturnNone) = (index, mayReturnNone)
    do throws(PythonGuestError) {
      return try pool.withInstance { (instance) throws(PythonGuestError) in
        let result = try instance.call(index, values)
        if !mayReturnNone, case .null = result { throw NullRule.broken }
        return result
      }
    } catch {
      throw error.called(signature.name)
    }
  }

  func call(
    _ values: [Value], on instance: any ProgramInstance
  ) throws(PythonGuestError) -> Value {
    if signature.kind != .scalar { try check(is: .scalar) }
    if try isSkipped(values) { return .null }
    do throws(PythonGuestError) {
      let result = try instance.call(index, values)
      if !mayReturnNone, case .null = result { throw NullRule.broken }
      return result
    } catch {
      throw error.called(signature.name)
    }
  }

  /// Whether it is one of the program's whose instances the pool makes.
  func belongs(to pool: InstancePool) -> Bool { self.pool === pool }

  // MARK: What fits the signature

  /// Whether a row is NULL where the function takes no None.
  func isSkipped(_ values: [Value]) throws(PythonGuestError) -> Bool {
    guard counts ~= values.count else { throw wrongCount(values.count) }
    var isSkipped = false
    for position in values.indices {
      // Of any number of arguments, all that follow are of the last parameter.
      let parameter = min(position, typeIDs.count - 1)
      let id = typeIDs[parameter]
      switch values[position] {
      // What most rows are made of, without a copy.
      case .int64 where id == .int64, .utf8 where id == .utf8, .float64 where id == .float64: break
      case .null: if !acceptsNone[parameter] { isSkipped = true }
      case let value where value.fits(id: id): break
      case let value: throw wrongType("a column of type \(value.kindName)", position)
      }
    }
    return isSkipped
  }

  func check(_ columns: [Column]) throws(PythonGuestError) {
    guard counts ~= columns.count else { throw wrongCount(columns.count) }
    for position in columns.indices {
      let parameter = min(position, types.count - 1)
      let type = columns[position].type
      if columns[position].isDefault {
        if signature.parameters[parameter].hasDefault { continue }
        throw wrongType("a default", position)
      }
      if !type.fits(types[parameter]), type.id != .null {
        throw wrongType("a column of type \(type)", position)
      }
    }
  }

  func wrongCount(_ count: Int) -> PythonGuestError {
    let (least, most) = (counts.lowerBound, counts.upperBound)
    let wanted = least == most ? "\(most)" : "\(least) to \(most)"
    return PythonGuestError(
      .invalidInput, of: .function(signature.name), "takes \(wanted) arguments, not \(count)")
  }

  func wrongType(_ given: String, _ position: Int) -> PythonGuestError {
    let parameter = signature.parameters(for: position + 1)[position]
    return PythonGuestError(
      .invalidInput, of: .parameter(parameter.name, of: signature.name),
      "is \(parameter.type.pythonName), which \(given) does not hold")
  }
}
