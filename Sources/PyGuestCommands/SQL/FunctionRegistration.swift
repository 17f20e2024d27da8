import GRDB
import GRDBSQLite
import PythonGuest

extension SQLSession {
  /// Makes functions callable in SQL.
  ///
  /// - Parameter mayReplace: whether they may take the place of functions that SQLite has.
  func register(
    _ functions: [SourcedFunction], mayReplace: Bool, in database: Database
  ) throws {
    for function in functions {
      if let replaced = FunctionNames.replaced(by: function, in: database) {
        try tell(function, replaced, mayReplace)
      }
      if function.function.signature.kind == .table {
        try SQLTable(function, calls).register(in: database)
        continue
      }
      try define(function, in: database)
      names.add(function, in: database)
    }
    registered = functions.filter { $0.function.signature.kind != .table }
    try judgeSchemas(in: database)
  }

  private func tell(
    _ sourced: SourcedFunction, _ replaced: String, _ mayReplace: Bool
  ) throws(PythonGuestError) {
    let name = sourced.function.signature.name
    let subject = "\(name) of \(sourced.source.file)"
    guard mayReplace else {
      throw PythonGuestError(
        .usage, "\(subject) would take \(replaced): rename it, or leave out --no-replace")
    }
    // Nothing but the query itself calls it.
    if query.lowercased().contains(name.lowercased()) {
      Console.shared.writeError("pyguest: \(subject) takes \(replaced)\n")
    }
  }

  /// Has SQLite read the schemas of all databases while it takes the functions for harmless.
  ///
  /// It marks calls in a schema, to refuse them, when it reads the schema, but not those of
  /// functions that are unknown then, nor in CHECK those of functions that are not deterministic;
  /// and a table that calls one that it refuses hides all others.
  func judgeSchemas(in database: Database) throws {
    guard !registered.isEmpty else { return }
    let harmless = SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
    for function in registered { try define(function, harmless, in: database) }
    try database.execute(sql: "PRAGMA writable_schema = RESET")
    // What is wrong with a schema, its own statements tell.
    _ = try? database.makeStatement(sql: "SELECT 1 FROM sqlite_schema")
    for function in registered { try define(function, in: database) }
  }

  /// Makes a function callable in SQL, with as many arguments as it has parameters and,
  /// where the last ones have defaults, with fewer.
  ///
  /// A database's own views, triggers and tables, which may be anybody's, do not call it. One that
  /// is immutable may be called once for what stands in a query more than once.
  ///
  /// - Parameter flags: in place of those that a query needs.
  private func define(
    _ sourced: SourcedFunction, _ flags: Int32? = nil, in database: Database
  ) throws {
    let signature = sourced.function.signature
    let promised = signature.volatility == .immutable ? SQLITE_DETERMINISTIC : 0
    let flags = flags ?? SQLITE_DIRECTONLY | promised
    for arity in signature.arities {
      if signature.kind == .aggregate {
        try check(defineAggregate(sourced, arity: arity, flags, in: database), signature, arity)
        continue
      }
      let function = Unmanaged.passRetained(
        try SQLFunction(sourced, arguments: arity, calls))
      let status = sqlite3_create_function_v2(
        database.sqliteConnection, signature.name, Int32(clamping: arity),
        SQLITE_UTF8 | flags, function.toOpaque(),
        { context, count, arguments in
          guard let context, let data = sqlite3_user_data(context) else { return }
          Unmanaged<SQLFunction>.fromOpaque(data)._withUnsafeGuaranteedRef {
            $0.call(context, UnsafeBufferPointer(start: arguments, count: Int(count)))
          }
        }, nil, nil,
        { data in
          if let data { Unmanaged<SQLFunction>.fromOpaque(data).release() }
        })
      try check(status, signature, arity)
    }
  }

  private func check(
    _ status: Int32, _ signature: Signature, _ arity: Int
  ) throws(PythonGuestError) {
    guard status != SQLITE_OK else { return }
    throw PythonGuestError(
      .usage, "SQLite takes no function of \(arity) parameters named \(signature.name)")
  }
}
