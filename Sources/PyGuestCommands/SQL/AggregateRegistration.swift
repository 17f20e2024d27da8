import GRDB
import GRDBSQLite
import PythonGuest

extension SQLSession {
  /// Makes an aggregate callable with a number of arguments, as a window function too.
  func defineAggregate(
    _ sourced: SourcedFunction, arity: Int, _ flags: Int32, in database: Database
  ) -> Int32 {
    let aggregate = Unmanaged.passRetained(
      SQLAggregate(
        sourced, arity: arity, calls, mayBeWindow: hasWindows, memory: mostFrameBytes))
    return sqlite3_create_window_function(
      database.sqliteConnection, sourced.function.signature.name, Int32(clamping: arity),
      SQLITE_UTF8 | flags, aggregate.toOpaque(),
      { context, count, arguments in
        guard let context else { return }
        SQLAggregate.of(context)?
          .step(context, UnsafeBufferPointer(start: arguments, count: Int(count)))
      },
      { context in
        guard let context else { return }
        SQLAggregate.of(context)?.final(context)
      },
      { context in
        guard let context else { return }
        SQLAggregate.of(context)?.value(context)
      },
      { context, count, arguments in
        guard let context else { return }
        SQLAggregate.of(context)?
          .inverse(context, UnsafeBufferPointer(start: arguments, count: Int(count)))
      },
      { data in
        if let data { Unmanaged<SQLAggregate>.fromOpaque(data).release() }
      })
  }

  /// Whether the query may call functions over windows: nothing but the query itself does.
  private var hasWindows: Bool { query.lowercased().contains("over") }
}

extension SQLAggregate {
  /// The one that a context belongs to.
  fileprivate static func of(_ context: OpaquePointer) -> SQLAggregate? {
    sqlite3_user_data(context).map { Unmanaged<SQLAggregate>.fromOpaque($0).takeUnretainedValue() }
  }
}
