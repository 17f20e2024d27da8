import GRDBSQLite
import Tables

/// Tells SQLite to copy what it is given.
///
/// The C macro SQLITE_TRANSIENT, which Swift cannot import, is this address.
nonisolated(unsafe) let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// Where text of no bytes begins.
nonisolated(unsafe) let emptyText: UnsafePointer<CChar> = {
  let text = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
  text.initialize(to: 0)
  return UnsafePointer(text)
}()

/// The bytes of text or a blob.
func sqliteBytes(_ value: OpaquePointer?) -> [UInt8] { Array(sqliteBuffer(value)) }

/// The bytes of text or a blob where they lie, until SQLite is asked for another form of it.
func sqliteBuffer(_ value: OpaquePointer?) -> UnsafeRawBufferPointer {
  // The pointer is asked for first, as the length is that of the form it has then.
  let start = sqlite3_value_blob(value)
  return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
}

/// A value as messages show it.
func sqliteDescription(_ value: OpaquePointer?) -> String {
  switch sqlite3_value_type(value) {
  case SQLITE_INTEGER, SQLITE_FLOAT: sqliteNumberText(value)
  case SQLITE3_TEXT: quoted(sqliteBytes(value))
  case SQLITE_BLOB: "a blob of \(sqlite3_value_bytes(value)) bytes"
  default: "NULL"
  }
}
