import CPython

/// The tables that are open, each with the rows that wait to be handed over.
///
/// A table's rows are what a call has for results: each has its own account, those before one that
/// fails are kept, and the loop ends when memory grows.
enum OpenTables {
  /// By the numbers that `pyguest._tables` gives them, the lowest that is free.
  nonisolated(unsafe) private static var loops: [RowLoop] = []
  private static let most = 1 << 16

  /// The next rows of a table, up to so many; none where there are no more. They stand until its
  /// next ones are asked for.
  static func next(
    _ function: LoadedFunction, _ table: Int, rows: Int
  ) throws(Failure) -> ColumnDescriptor {
    guard 0..<most ~= table, rows > 0 else { throw .badRequest() }
    while loops.count <= table { loops.append(RowLoop()) }
    try loops[table].takeRows(of: function, table, most: rows)
    return try loops[table].describeResult()
  }

  /// Forgets a table's rows that were not handed over.
  static func drop(_ table: Int) {
    if loops.indices.contains(table) { loops[table].endTable() }
  }
}

extension RowLoop {
  /// Goes on with a table.
  fileprivate mutating func takeRows(
    of function: LoadedFunction, _ table: Int, most: Int
  ) throws(Failure) {
    var call: RunningCall
    if let running { call = running } else { call = try open(function, table) }
    call.ask(for: most)
    if call.slice.count == call.stored, call.raised == nil, call.isExhausted { call.rows = 0 }
    do throws(Failure) {
      try advance(call)
    } catch {
      python_release(call.loop)
      throw error
    }
  }

  private func open(_ function: LoadedFunction, _ table: Int) throws(Failure) -> RunningCall {
    guard let number = PyLong_FromLong(table) else { throw .raised(in: function.name, row: nil) }
    defer { python_release(number) }
    guard let loop = callPython(function.callable, [number]) else {
      throw .raised(in: function.name, row: nil)
    }
    return RunningCall(function: function, loop: loop, columns: [], rows: 0)
  }

  fileprivate mutating func endTable() {
    let loop = running?.loop
    abandon()
    if let loop { python_release(loop) }
  }
}

extension RowLoop.RunningCall {
  /// Counts rows from the first that has not been handed over.
  fileprivate mutating func ask(for most: Int) {
    let waiting = slice.count - stored
    slice.start = -stored
    slice.end = waiting
    if let raised { self.raised = (raised.exception, waiting) }
    (answered, next, rows) = (0, waiting, max(most, waiting))
  }
}
