import CSQLiteSettings
import GRDB
import GRDBSQLite
import PythonGuest

// What SQLite knows of a virtual table and of a cursor over one begins with a structure of its own.

private struct ConnectedTable {
  var base = sqlite3_vtab()
  var table: Unmanaged<SQLTable>
}

private struct OpenCursor {
  var base = sqlite3_vtab_cursor()
  var cursor: Unmanaged<SQLTableCursor>
}

extension SQLTable {
  /// Makes the table known, without it being created in any database.
  func register(in database: Database) throws(PythonGuestError) {
    let name = sourced.function.signature.name
    let status = sqlite3_create_module_v2(
      database.sqliteConnection, name, Self.module, Unmanaged.passRetained(self).toOpaque(),
      { data in
        if let data { Unmanaged<SQLTable>.fromOpaque(data).release() }
      })
    guard status == SQLITE_OK else {
      throw PythonGuestError(.usage, "SQLite takes no table named \(name)")
    }
  }

  /// What SQLite calls. It keeps the address for as long as the connection lasts.
  nonisolated(unsafe) private static let module: UnsafePointer<sqlite3_module> = {
    let module = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
    var functions = sqlite3_module()
    functions.xConnect = { database, data, _, _, made, _ in connect(database, data, made) }
    functions.xDisconnect = { disconnect($0) }
    functions.xBestIndex = { planQuery($0, $1) }
    functions.xOpen = { open($0, $1) }
    functions.xClose = { close($0) }
    functions.xFilter = { cursor, _, _, count, arguments in
      let values = UnsafeBufferPointer(start: arguments, count: Int(count))
      return using(cursor) { (rows) throws(PythonGuestError) in try rows.start(values) }
    }
    functions.xNext = { using($0) { (rows) throws(PythonGuestError) in try rows.advance() } }
    functions.xEof = { cursor(of: $0)?.isAtEnd == false ? 0 : 1 }
    functions.xColumn = { cursor, context, column in
      guard let context else { return SQLITE_ERROR }
      return using(cursor) { (rows) throws(PythonGuestError) in
        try rows.setResult(of: context, column: Int(column))
      }
    }
    functions.xRowid = { place, number in
      number?.pointee = cursor(of: place)?.rowID ?? 0
      return SQLITE_OK
    }
    module.initialize(to: functions)
    return UnsafePointer(module)
  }()
}

private func connect(
  _ database: OpaquePointer?, _ data: UnsafeMutableRawPointer?,
  _ made: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab>?>?
) -> Int32 {
  guard let database, let data, let made else { return SQLITE_ERROR }
  let table = Unmanaged<SQLTable>.fromOpaque(data)
  let status = sqlite3_declare_vtab(database, table.takeUnretainedValue().declaration)
  guard status == SQLITE_OK else { return status }
  guard pyguest_direct_only(database) == SQLITE_OK else { return SQLITE_ERROR }
  let place = UnsafeMutablePointer<ConnectedTable>.allocate(capacity: 1)
  place.initialize(to: ConnectedTable(table: table.retain()))
  made.pointee = UnsafeMutableRawPointer(place).assumingMemoryBound(to: sqlite3_vtab.self)
  return SQLITE_OK
}

private func disconnect(_ table: UnsafeMutablePointer<sqlite3_vtab>?) -> Int32 {
  guard let table else { return SQLITE_OK }
  let place = UnsafeMutableRawPointer(table).assumingMemoryBound(to: ConnectedTable.self)
  place.pointee.table.release()
  place.deallocate()
  return SQLITE_OK
}

private func table(_ place: UnsafeMutablePointer<sqlite3_vtab>) -> SQLTable {
  UnsafeMutableRawPointer(place).assumingMemoryBound(to: ConnectedTable.self)
    .pointee.table.takeUnretainedValue()
}

private func planQuery(
  _ place: UnsafeMutablePointer<sqlite3_vtab>?, _ query: UnsafeMutablePointer<sqlite3_index_info>?
) -> Int32 {
  guard let place, let query else { return SQLITE_ERROR }
  let constraints = UnsafeBufferPointer(
    start: query.pointee.aConstraint, count: Int(query.pointee.nConstraint))
  switch table(place).plan(constraints) {
  case .impossible: return SQLITE_CONSTRAINT
  case .refused(let why):
    sqlite3_free(place.pointee.zErrMsg)
    place.pointee.zErrMsg = sqliteText(why)
    return SQLITE_ERROR
  case .arguments(let positions):
    for (index, position) in positions.enumerated() {
      query.pointee.aConstraintUsage[position].argvIndex = Int32(index + 1)
      // The value was converted, and may differ from what is compared.
      query.pointee.aConstraintUsage[position].omit = 1
    }
    query.pointee.estimatedCost = 1000
    query.pointee.estimatedRows = 1000
    return SQLITE_OK
  }
}

private func open(
  _ place: UnsafeMutablePointer<sqlite3_vtab>?,
  _ made: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab_cursor>?>?
) -> Int32 {
  guard let place, let made else { return SQLITE_ERROR }
  let cursor = UnsafeMutablePointer<OpenCursor>.allocate(capacity: 1)
  cursor.initialize(to: OpenCursor(cursor: .passRetained(SQLTableCursor(table(place)))))
  made.pointee = UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
  return SQLITE_OK
}

private func close(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> Int32 {
  guard let cursor else { return SQLITE_OK }
  let place = UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: OpenCursor.self)
  place.pointee.cursor.takeUnretainedValue().close()
  place.pointee.cursor.release()
  place.deallocate()
  return SQLITE_OK
}

private func cursor(of place: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> SQLTableCursor? {
  place.map {
    UnsafeMutableRawPointer($0).assumingMemoryBound(to: OpenCursor.self)
      .pointee.cursor.takeUnretainedValue()
  }
}

private func using(
  _ place: UnsafeMutablePointer<sqlite3_vtab_cursor>?,
  _ body: (SQLTableCursor) throws(PythonGuestError) -> Void
) -> Int32 {
  guard let place, let cursor = cursor(of: place) else { return SQLITE_ERROR }
  do throws(PythonGuestError) {
    try body(cursor)
    return SQLITE_OK
  } catch {
    return cursor.table.fail(error)
  }
}

/// A text as SQLite owns it.
private func sqliteText(_ text: String) -> UnsafeMutablePointer<CChar>? {
  let bytes = Array(text.utf8CString)
  guard let place = sqlite3_malloc64(UInt64(bytes.count)) else { return nil }
  let copy = place.bindMemory(to: CChar.self, capacity: bytes.count)
  for (index, byte) in bytes.enumerated() { copy[index] = byte }
  return copy
}
