public import Columns

// States live in a session, one for each group of each aggregate. The caller numbers groups as it
// likes; a list as long as the highest number is kept, so numbers begin at 0 and are used again
// once their states have been discarded. A group that nothing was given to has a fresh state.
extension Session {
  /// Gives rows to the states of their groups, in order.
  ///
  /// A row that is NULL for a parameter without `None` is left out. Where a row fails, those before
  /// it have been given.
  ///
  /// - Parameters:
  ///   - function: an aggregate of the program.
  ///   - batch: a column for each parameter of `accumulate`; those with defaults may be left out at
  ///     the end.
  ///   - groups: for each row, the number of its group: int32 or uint32, without NULL.
  /// - Throws: ``PythonGuestError`` with the row that failed; `memory_limit`, where the states take
  ///   more than the session may, which ends it.
  public mutating func accumulate(
    _ function: Function, _ batch: Batch, groups: Column
  ) throws(PythonGuestError) {
    try give(.accumulate, function, batch, groups)
  }

  /// Takes rows back from the states of their groups, as windows do with the rows that leave them.
  ///
  /// - Throws: as ``accumulate(_:_:groups:)``; `unsupported_signature`, where the class has no
  ///   method `retract`: ``Signature/canRetract``.
  public mutating func retract(
    _ function: Function, _ batch: Batch, groups: Column
  ) throws(PythonGuestError) {
    try give(.retract, function, batch, groups)
  }

  /// What came of groups. Their states stay as they are, and more can be given to them.
  ///
  /// - Parameters:
  ///   - function: an aggregate of the program.
  ///   - groups: their numbers.
  /// - Returns: a column of ``Signature/returns`` under the function's name, a row for each group.
  /// - Throws: ``PythonGuestError`` with the place of the group that failed.
  public mutating func finish(
    _ function: Function, groups: Column
  ) throws(PythonGuestError) -> Batch {
    let results = try perform(.finish, function, [Groups.column(groups)], groups.count)
    guard function.signature.returns.isNullable || results.nullCount == 0 else {
      throw NullRule.broken.called(function.signature.name)
    }
    return try function.answer(results)
  }

  /// Gives the states of groups to those of others, which is what `merge` does; they stay.
  ///
  /// - Parameters:
  ///   - function: an aggregate of the program.
  ///   - groups: the numbers of those that are given.
  ///   - targets: for each, the number of the group that takes it.
  /// - Throws: `unsupported_signature`, where the class has no method `merge`:
  ///   ``Signature/canMerge``.
  public mutating func merge(
    _ function: Function, _ groups: Column, into targets: Column
  ) throws(PythonGuestError) {
    let columns = [try Groups.column(targets), try Groups.column(groups)]
    _ = try perform(.merge, function, columns, groups.count)
  }

  /// The states of groups as bytes, which another session of the same program imports, on this
  /// machine or another. They stay.
  ///
  /// - Returns: a binary column, a row for each group.
  /// - Throws: `python_exception`, where a state holds what Python's `pickle` does not take.
  public mutating func export(
    _ function: Function, groups: Column
  ) throws(PythonGuestError) -> Column {
    let states = try perform(.export, function, [Groups.column(groups)], groups.count)
    guard states.nullCount == 0 else { throw NullRule.broken.called(function.signature.name) }
    return states
  }

  /// Gives groups states that were exported, in the place of their own.
  ///
  /// Reading such bytes can run any Python: it happens in the sandbox, within the session's limits.
  ///
  /// - Parameters:
  ///   - function: an aggregate of the program.
  ///   - states: what ``export(_:groups:)`` answered with.
  ///   - groups: the number of each one's group.
  /// - Throws: `invalid_input`, where bytes are no state of this aggregate.
  public mutating func `import`(
    _ function: Function, _ states: Column, groups: Column
  ) throws(PythonGuestError) {
    guard states.type == .binary, states.nullCount == 0 else {
      throw PythonGuestError(
        .invalidInput, of: .function(function.signature.name),
        "takes exported states as bytes, none of them NULL")
    }
    _ = try perform(.import, function, [Groups.column(groups), states], groups.count)
  }

  /// Lets go of the states of groups, whose numbers may then be used for others.
  public mutating func discard(
    _ function: Function, groups: Column
  ) throws(PythonGuestError) {
    _ = try perform(.discard, function, [Groups.column(groups)], groups.count)
  }

  private mutating func give(
    _ operation: Operation, _ function: Function, _ batch: Batch, _ groups: Column
  ) throws(PythonGuestError) {
    try check(function, is: .aggregate)
    try function.check(batch.columns)
    let columns = [try Groups.column(groups)] + batch.columns
    _ = try perform(operation, function, columns, batch.rowCount)
  }

  private mutating func perform(
    _ operation: Operation, _ function: Function, _ columns: [Column], _ count: Int
  ) throws(PythonGuestError) -> Column {
    try check(function, is: .aggregate)
    do throws(PythonGuestError) {
      return try instance.perform(
        operation, of: function.index, Batch(checking: columns, rowCount: count))
    } catch {
      throw error.called(function.signature.name)
    }
  }
}

extension Function {
  /// Runs an aggregate over the rows of a batch as one group.
  ///
  /// - Parameter batch: a column for each parameter, as in ``call(_:)-(Batch)``.
  /// - Returns: what `finish` answered with; of no rows, that of a fresh state.
  public func aggregate(_ batch: Batch) throws(PythonGuestError) -> Value {
    let group = try Groups.column(repeating: 0, count: 1)
    let groups = try Groups.column(repeating: 0, count: batch.rowCount)
    return try pool.withInstance { (instance) throws(PythonGuestError) in
      var session = Session(pool, instance)
      let result: Batch
      do throws(PythonGuestError) {
        try session.accumulate(self, batch, groups: groups)
        result = try session.finish(self, groups: group)
      } catch {
        if !session.isEnded { try? session.discard(self, groups: group) }
        throw error
      }
      try session.discard(self, groups: group)
      return try result.columns[0].first()
    }
  }
}

extension Column {
  /// The value of the first row, of one that has been answered with.
  func first() throws(PythonGuestError) -> Value {
    do throws(ColumnError) {
      return try value(at: 0)
    } catch {
      throw PythonGuestError(.guestCrashed, "answered without a row", underlying: error)
    }
  }
}

extension Batch {
  /// Columns that the caller gave.
  init(checking columns: [Column], rowCount: Int) throws(PythonGuestError) {
    do throws(ColumnError) {
      try self.init(columns: columns, rowCount: rowCount)
    } catch {
      throw PythonGuestError(.invalidInput, error.message, underlying: error)
    }
  }
}
