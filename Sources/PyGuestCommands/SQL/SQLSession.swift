import GRDB
import GRDBSQLite
import PythonGuest
import Tables

/// A connection to SQLite whose queries may call Python functions.
final class SQLSession {
  /// What a function failed with, which SQLite would make a mere message of.
  var failure: (any Error)?
  /// What calling public functions that cannot be called fails with, by names in lower case.
  var notOffered: [String: SourceFailure] = [:]
  /// Calls of Python functions so far.
  private var callCount = 0
  private var progress: Progress

  let isTemporary: Bool
  let isQuiet: Bool
  private let queue: DatabaseQueue

  /// Opens a database file, or a database in memory.
  init(path: String?, isQuiet: Bool) throws {
    self.isQuiet = isQuiet
    progress = Progress(unit: "function calls", isQuiet: isQuiet)
    isTemporary = path != nil
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    configuration.foreignKeysEnabled = false
    do {
      queue =
        if let path {
          try DatabaseQueue(path: path, configuration: configuration)
        } else {
          try DatabaseQueue(configuration: configuration)
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
      if let failure { throw failure }
      guard let error = error as? DatabaseError else { throw error }
      throw unoffered(error) ?? Self.refusal(error, path: nil)
    }
  }

  /// Why there is no function that a query calls, where a Python file defines it.
  private func unoffered(_ error: DatabaseError) -> (any Error)? {
    let lead = "no such function: "
    guard let message = error.message, message.hasPrefix(lead) else { return nil }
    return notOffered[message.dropFirst(lead.count).lowercased()]
  }

  /// Runs statements one after another.
  ///
  /// - Parameter makeWriter: given the names of a result's columns.
  func run(
    _ query: String, in database: Database, makeWriter: ([String]) -> any ResultWriter
  ) throws {
    progress = Progress(unit: "function calls", isQuiet: isQuiet)
    defer { progress.finish() }
    var isFirst = true
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
    }
  }

  /// Notes that a function is called.
  func countCall() {
    callCount &+= 1
    if callCount & 255 == 0 { progress.update(callCount) }
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

/// The row a statement stands at.
struct SQLRow {
  let statement: OpaquePointer
  let count: Int32
}
