import GRDB
import GRDBSQLite

/// The prepared statement that adds a row.
struct Insertion {
  let statement: OpaquePointer
  let database: Database
  let session: SQLSession

  /// Adds the row whose values are bound, and clears them.
  func addRow() throws {
    if try session.step(statement, database) { return }
  }
}
