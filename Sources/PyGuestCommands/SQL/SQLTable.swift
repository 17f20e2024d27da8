import Columns
import GRDB
import GRDBSQLite
import PythonGuest

/// A table function as a virtual table of SQLite: its rows' columns, then its parameters, which are
/// hidden and which `f(…)` gives values.
final class SQLTable {
  let sourced: SourcedFunction
  let calls: FunctionCalls

  private var signature: Signature { sourced.function.signature }

  init(_ sourced: SourcedFunction, _ calls: FunctionCalls) {
    self.sourced = sourced
    self.calls = calls
  }

  /// How many columns come before the hidden ones.
  var columnCount: Int { signature.columns.count }

  /// The table as SQL declares it. Parameters have names that nobody writes by chance: those of
  /// other tables' columns would be ambiguous.
  var declaration: String {
    var names = signature.columns.map(\.name)
    for parameter in signature.parameters(for: signature.arities.upperBound) {
      var name = "\(parameter.name) argument"
      while names.contains(where: { $0.lowercased() == name.lowercased() }) { name += " of f" }
      names.append(name)
    }
    let list = names.enumerated().map { index, name in
      SQLIdentifier.quoted(name) + (index < columnCount ? "" : " HIDDEN")
    }
    return "CREATE TABLE t(\(list.joined(separator: ", ")))"
  }

  /// How a query's constraints give the parameters values.
  enum Plan {
    /// The positions of the constraints, one for each argument.
    case arguments([Int])
    /// Not in this order of tables.
    case impossible
    case refused(String)
  }

  func plan(_ constraints: UnsafeBufferPointer<sqlite3_index_constraint>) -> Plan {
    var positions: [Int] = []
    var missing: String?
    let parameters = signature.parameters(for: signature.arities.upperBound)
    for (index, parameter) in parameters.enumerated() {
      let column = Int32(columnCount + index)
      let equal = constraints.indices.filter { position -> Bool in
        let constraint = constraints[position]
        return constraint.iColumn == column && Int32(constraint.op) == SQLITE_INDEX_CONSTRAINT_EQ
      }
      guard let position = equal.first(where: { constraints[$0].usable != 0 }) else {
        if !equal.isEmpty { return .impossible }
        missing = missing ?? parameter.name
        continue
      }
      if let missing {
        return .refused(
          "\(signature.text) is given \(parameter.name), but not \(missing) before it")
      }
      positions.append(position)
    }
    guard signature.arities.contains(positions.count) else {
      return .refused(
        "\(signature.text) takes \(signature.arityText), not \(positions.count)")
    }
    return .arguments(positions)
  }

  /// Keeps what a table ran into.
  func fail(_ error: PythonGuestError) -> Int32 {
    if calls.failure == nil {
      calls.failure = SourceFailure(file: sourced.source.file, error: error)
    }
    return SQLITE_ERROR
  }
}

/// A table function that a query reads.
final class SQLTableCursor {
  let table: SQLTable
  private var session: Session?
  private var open: OpenTable?
  private var rows: Batch?
  private var position = 0
  private(set) var rowID: Int64 = 0
  private var arguments: [Value] = []

  init(_ table: SQLTable) { self.table = table }

  var isAtEnd: Bool { rows == nil }

  /// Calls the function.
  func start(_ arguments: UnsafeBufferPointer<OpaquePointer?>) throws(PythonGuestError) {
    close()
    table.calls.count &+= 1
    rowID = 0
    let values = try table.sourced.values(arguments)
    self.arguments = values
    if session == nil { session = try table.sourced.function.lease() }
    open = try session?.open(table.sourced.function, values)
    try read()
  }

  func advance() throws(PythonGuestError) {
    position += 1
    rowID += 1
    if position >= rows?.rowCount ?? 0 { try read() }
  }

  private func read() throws(PythonGuestError) {
    position = 0
    rows = nil
    guard var table = open else { return }
    rows = try session?.next(&table)
    open = table
  }

  func setResult(of context: OpaquePointer, column: Int) throws(PythonGuestError) {
    guard column < table.columnCount else {
      let index = column - table.columnCount
      return (arguments.indices.contains(index) ? arguments[index] : .null).setResult(of: context)
    }
    guard let rows, rows.columns.indices.contains(column) else { return }
    do throws(ColumnError) {
      try rows.columns[column].value(at: position).setResult(of: context)
    } catch {
      throw PythonGuestError(.internal, error.message, underlying: error)
    }
  }

  /// Ends the table. What its `finally` runs into is nobody's who has gone on.
  func close() {
    rows = nil
    if let open { try? session?.close(open) }
    open = nil
  }
}
