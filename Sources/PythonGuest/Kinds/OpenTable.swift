public import Columns

/// A table function that runs in a session, whose rows are taken piece by piece.
public struct OpenTable: Sendable {
  /// What is read.
  public let function: Function
  /// Rows that have been read.
  public private(set) var rowCount = 0
  /// Whether there are no more.
  public private(set) var isAtEnd = false
  /// The guest's number for it; nil where the function was not called, for want of a value.
  fileprivate let number: UInt32?
  /// Rows to ask for next: few at first, since whoever reads may want no more, and fewer while each
  /// takes long.
  private var most = 1

  private static let mostRows = 4096

  fileprivate init(_ function: Function, _ number: UInt32?) {
    self.function = function
    self.number = number
    isAtEnd = number == nil
  }

  fileprivate mutating func read(
    from instance: any ProgramInstance
  ) throws(PythonGuestError) -> Batch? {
    guard !isAtEnd, let number else { return nil }
    let start = ContinuousClock.now
    let rows: Column
    do throws(PythonGuestError) {
      rows = try instance.rows(of: function.index, table: number, atMost: most)
      try function.checkRows(rows)
    } catch {
      isAtEnd = true
      var error = error.called(function.signature.name)
      error.row = error.row.map { $0 + rowCount }
      throw error
    }
    guard rows.count > 0 else {
      isAtEnd = true
      return nil
    }
    rowCount += rows.count
    adapt(to: ContinuousClock.now - start)
    return try function.table(rows)
  }

  private mutating func adapt(to time: Duration) {
    if time < .milliseconds(20) {
      most = min(most * 4, Self.mostRows)
    } else if time > .milliseconds(200) {
      most = max(most / 4, 1)
    }
  }
}

extension Session {
  /// Calls a table function, whose rows are then taken with ``next(_:)``.
  ///
  /// Several tables may be open at once, and other functions called meanwhile.
  ///
  /// - Parameters:
  ///   - function: a table function of the program.
  ///   - values: as in ``Function/call(_:)-([Value])``. A NULL for a parameter without `None` gives a
  ///     table without rows.
  public mutating func open(
    _ function: Function, _ values: [Value]
  ) throws(PythonGuestError) -> OpenTable {
    try check(function, is: .table)
    if try function.isSkipped(values) { return OpenTable(function, nil) }
    do throws(PythonGuestError) {
      let row = try Batch(
        row: values, as: function.signature.parameters(for: values.count).map(\.type.column))
      let answer = try instance.perform(.open, of: function.index, row).first()
      guard case .int64(let number) = answer, let number = UInt32(exactly: number) else {
        throw PythonGuestError(.guestCrashed, "answered without a table")
      }
      return OpenTable(function, number)
    } catch {
      throw error.called(function.signature.name)
    }
  }

  /// The next rows of a table, with its columns and their names; nil after the last.
  ///
  /// Few rows are asked for at first, and more as long as they come fast: what is held is bounded
  /// however many there are.
  ///
  /// - Throws: ``PythonGuestError`` with the row of the table that failed, once those before it have
  ///   been read. A failed table has no more rows.
  public mutating func next(_ table: inout OpenTable) throws(PythonGuestError) -> Batch? {
    try check(table.function, is: .table)
    return try table.read(from: instance)
  }

  /// Ends a table, whether or not all its rows were read: a `finally` of the generator runs.
  ///
  /// - Throws: what that runs into. The table is closed all the same.
  public mutating func close(_ table: consuming OpenTable) throws(PythonGuestError) {
    guard let number = table.number, !instance.isEnded else { return }
    do throws(PythonGuestError) {
      let numbers = try Batch(checking: [Groups.column(repeating: number, count: 1)], rowCount: 1)
      _ = try instance.perform(.close, of: table.function.index, numbers)
    } catch {
      throw error.called(table.function.signature.name)
    }
  }
}

extension Function {
  /// Runs a table function once, and hands its rows over as they come.
  ///
  /// - Parameters:
  ///   - values: as in ``call(_:)-([Value])``.
  ///   - use: takes rows that follow one another, with the table's columns and their names. What it
  ///     throws ends the table, and is thrown again.
  public func rows(_ values: [Value], _ use: (Batch) throws -> Void) throws {
    try pool.lendInstance { instance in
      var session = Session(pool, instance)
      var table = try session.open(self, values)
      do {
        while let rows = try session.next(&table) { try use(rows) }
      } catch {
        try? session.close(table)
        throw error
      }
      try session.close(table)
    }
  }

  /// Refuses another kind of function than is asked for.
  func check(is kind: Signature.Kind) throws(PythonGuestError) {
    guard signature.kind != kind else { return }
    let what =
      switch signature.kind {
      case .scalar: "is called with rows, and is neither an aggregate nor a table function"
      case .aggregate: "is an aggregate; give rows to it with a session's accumulate"
      case .table: "is a table function; take its rows from a session's open table"
      }
    throw PythonGuestError(.usage, of: .function(signature.name), what)
  }

  /// Checks what a table's rows may be.
  fileprivate func checkRows(_ rows: Column) throws(PythonGuestError) {
    if rows.nullCount > 0, !signature.returns.isNullable || rows.type.id == .structure {
      throw NullRule.broken
    }
  }

  /// A table's rows as columns with names.
  fileprivate func table(_ rows: Column) throws(PythonGuestError) -> Batch {
    let columns = rows.type.id == .structure ? rows.children : [rows]
    do throws(ColumnError) {
      return try Batch(
        columns: columns, names: signature.columns.map(\.name), rowCount: rows.count)
    } catch {
      throw PythonGuestError(.guestCrashed, error.message, underlying: error)
    }
  }
}
