import CSQLiteSettings
import GRDB
import GRDBSQLite
import PythonGuest
import Tables

/// A connection to SQLite whose queries may call Python functions.
final class SQLSession {
  /// What the functions did.
  let calls = FunctionCalls()
  /// What calling public functions that cannot be called fails with, by names in lower case.
  var notOffered: [String: SourceFailure] = [:]
  /// What is known of the names of the functions that are registered.
  var names = FunctionNames()
  /// Those functions.
  var registered: [SourcedFunction] = []
  /// The query that is run.
  let query: String

  /// What SQLite holds of a database in memory; tables up to this size are not written out.
  private static let cacheKibibytes = 65_536

  let isTemporary: Bool
  let isQuiet: Bool
  /// What the frames of one aggregate's windows may take.
  let mostFrameBytes: Int
  private let queue: DatabaseQueue

  /// Opens a database file, or a database in memory, for a query.
  ///
  /// - Parameter mostValueBytes: what one value may take; a view may ask SQLite for any size.
  init(path: String?, query: String, isQuiet: Bool, mostValueBytes: Int) throws {
    self.query = query
    mostFrameBytes = mostValueBytes
    self.isQuiet = isQuiet
    isTemporary = path != nil
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { database in
      guard let connection = database.sqliteConnection, pyguest_harden(connection) == SQLITE_OK
      else { throw PythonGuestError(.internal, "SQLite cannot be set up to open databases safely") }
      sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, Int32(clamping: mostValueBytes))
      guard path == nil else { return }
      // What nobody can open again need not survive anything.
      try database.execute(
        sql: """
          PRAGMA cache_size = -\(Self.cacheKibibytes);
          PRAGMA journal_mode = MEMORY;
          PRAGMA synchronous = OFF;
          """)
    }
    do {
      queue =
        if let path {
          try DatabaseQueue(path: path, configuration: configuration)
        } else {
          // One in a file without a name, of which no more than a cache is held in memory.
          try DatabaseQueue(path: "", configuration: configuration)
        }
    } catch let error as DatabaseError {
      throw Self.refusal(error, path: path)
    }
  }

  /// Uses the connection, and gives errors their kind: those of functions as they
  /// were, those of SQL as wrong usage.
  func use(_ body: (Database) throws -> Void) throws {
    do {
      try queue.writeWithoutTransaction(body)
    } catch {
      if let failure = calls.failure { throw failure }
      guard let error = error as? DatabaseError else { throw error }
      throw unoffered(error) ?? explained(error)
    }
  }

  /// Why there is no function that a query calls, where a Python file defines it.
  private func unoffered(_ error: DatabaseError) -> (any Error)? {
    for lead in ["no such function: ", "no such table: "] {
      guard let message = error.message, message.hasPrefix(lead) else { continue }
      return notOffered[message.dropFirst(lead.count).lowercased()]
    }
    return nil
  }

  /// Runs the query's statements one after another.
  ///
  /// - Parameter makeWriter: given the names of a result's columns.
  func run(
    in database: Database, makeWriter: ([String]) -> any ResultWriter
  ) throws {
    let progress = QueryProgress(calls, of: database, isQuiet: isQuiet)
    defer { progress.finish() }
    var isFirst = true
    let readsSchemas = ["attach", "rollback"].contains(where: query.lowercased().contains)
    let statements = try database.allStatements(sql: query)
    while let statement = try statements.next() {
      let pointer = statement.sqliteStatement
      if sqlite3_bind_parameter_count(pointer) > 0 {
        throw PythonGuestError(.usage, "the query has parameters, which nothing gives values")
      }
      let writer = statement.columnCount > 0 ? makeWriter(statement.columnNames) : nil
      if !isFirst, let writer { try writer.separate() }
      if writer != nil { isFirst = false }
      let row = SQLRow(statement: pointer, count: Int32(statement.columnCount))
      while try step(pointer, database) {
        try writer?.write(row)
      }
      try writer?.finish()
      if readsSchemas { try judgeSchemas(in: database) }
    }
    if let remark = names.remark(on: query) {
      progress.finish()
      Console.shared.writeError("pyguest: \(remark)\n")
    }
  }

  /// Moves to the next row; false after the last.
  func step(_ statement: OpaquePointer, _ database: Database) throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(statement)
      return false
    case let code:
      let message = database.sqliteConnection.map { String(cString: sqlite3_errmsg($0)) }
      sqlite3_reset(statement)
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
  }

  /// What SQLite refused, with what helps where a function's name is the reason.
  private func explained(_ error: DatabaseError) -> PythonGuestError {
    var refusal = Self.refusal(error, path: nil)
    if error.resultCode == .SQLITE_ERROR,
      let help = names.help(with: refusal.what, query: query)
    {
      refusal.what += "; \(help)"
    }
    return refusal
  }

  private static func refusal(_ error: DatabaseError, path: String?) -> PythonGuestError {
    let message = [path, error.message ?? "\(error.resultCode)"].compactMap(\.self)
      .joined(separator: ": ")
    let inputs: [ResultCode] = [
      .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_TOOBIG,
      .SQLITE_FULL, .SQLITE_BUSY, .SQLITE_LOCKED,
    ]
    let isInput = inputs.contains(error.resultCode)
    return PythonGuestError(isInput ? .invalidInput : .usage, message)
  }
}
