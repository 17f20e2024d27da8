import GRDB
import GRDBSQLite

/// Shows how many functions a query has called, as SQLite asks from time to time while it runs.
final class QueryProgress {
  private let calls: FunctionCalls
  private let connection: OpaquePointer?
  private var line: Progress

  /// Instructions of SQLite between two looks; a call of a function takes several.
  private static let instructions: Int32 = 1000

  init(_ calls: FunctionCalls, of database: Database, isQuiet: Bool) {
    self.calls = calls
    connection = database.sqliteConnection
    line = Progress(unit: "function calls", isQuiet: isQuiet)
    guard line.isEnabled else { return }
    // SQLite is told to forget it before it is gone.
    sqlite3_progress_handler(
      connection, Self.instructions,
      { context in
        guard let context else { return 0 }
        let progress = Unmanaged<QueryProgress>.fromOpaque(context).takeUnretainedValue()
        if progress.calls.count > 0 { progress.line.update(progress.calls.count) }
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Takes the line away, and shows no more.
  func finish() {
    sqlite3_progress_handler(connection, 0, nil, nil)
    line.finish()
  }
}
