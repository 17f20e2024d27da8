import GRDB
import GRDBSQLite
import PythonGuest
import Tables

extension SQLSession {
  /// Loads a file into a new table, reading it twice: first for the columns' types,
  /// then for the rows, in one transaction.
  ///
  /// - Parameter nulls: what CSV fields hold that are NULL.
  func load(_ source: TableSource, nulls: [String], into database: Database) throws {
    var progress = Progress(unit: "rows of \(source.table)", isQuiet: isQuiet)
    defer { progress.finish() }
    try InputFile(path: source.file).requireRegular()
    if try source.format == .jsonl {
      try loadJSONLines(source, into: database, &progress)
    } else {
      try loadCSV(source, nulls, into: database, &progress)
    }
  }

  private func loadCSV(
    _ source: TableSource, _ nulls: [String], into database: Database,
    _ progress: inout Progress
  ) throws {
    var reader = try CSVReader(InputFile(path: source.file), nulls: nulls)
    let header = reader.header
    var types = [InferredType](repeating: .none, count: header.count)
    while let records = try reader.next() { records.widen(&types) }
    reader = try CSVReader(InputFile(path: source.file), nulls: nulls)
    guard reader.header == header else { throw source.changed }
    try insert(source, zip(header, types).map { ($0, $1) }, into: database) { insertion in
      var done = 0
      while let records = try reader.next() {
        try records.insert(types, insertion)
        done += records.count
        progress.update(done)
      }
    }
  }

  private func loadJSONLines(
    _ source: TableSource, into database: Database, _ progress: inout Progress
  ) throws {
    var types: [(key: [UInt8], type: InferredType)] = []
    var reader = try JSONLinesReader(InputFile(path: source.file))
    while let records = try reader.next() { records.widen(&types) }
    guard !types.isEmpty else {
      throw TableError(.malformed, "no member to make a column of", file: source.file)
    }
    let columns = types.map { (String(decoding: $0.key, as: UTF8.self), $0.type) }
    let keys = types.map(\.key)
    reader = try JSONLinesReader(InputFile(path: source.file))
    try insert(source, columns, into: database) { insertion in
      var done = 0
      while let records = try reader.next() {
        try records.insert(keys, insertion)
        done += records.count
        progress.update(done)
      }
    }
  }

  /// Creates the table and hands out the statement that adds a row to it.
  private func insert(
    _ source: TableSource, _ columns: [(name: String, type: InferredType)],
    into database: Database, rows: (Insertion) throws -> Void
  ) throws {
    let limit = Int(sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_COLUMN, -1))
    guard columns.count <= limit else {
      throw TableError(.malformed, "more than \(limit) columns", file: source.file)
    }
    if try isTable(source.table, in: database) {
      throw PythonGuestError(.usage, "there is a table \(source.table) already")
    }
    let table = (isTemporary ? "temp." : "") + SQLIdentifier.quoted(source.table)
    let definitions = columns.map { "\(SQLIdentifier.quoted($0.name)) \($0.type.affinity)" }
    let places = columns.map { _ in "?" }.joined(separator: ",")
    do {
      try database.execute(sql: "CREATE TABLE \(table) (\(definitions.joined(separator: ",")))")
    } catch let error as DatabaseError {
      throw TableError(.malformed, error.message ?? "\(error)", file: source.file)
    }
    try database.execute(sql: "BEGIN")
    let statement = try database.makeStatement(sql: "INSERT INTO \(table) VALUES (\(places))")
    try rows(
      Insertion(statement: statement.sqliteStatement, database: database, session: self))
    try database.execute(sql: "COMMIT")
  }

  private func isTable(_ name: String, in database: Database) throws -> Bool {
    try database.tableExists(name) || database.viewExists(name)
  }
}

extension TableSource {
  fileprivate var changed: TableError {
    TableError(.unreadable, "changed while it was read", file: file)
  }
}

extension InferredType {
  /// The column type that makes SQLite keep such values as they are.
  fileprivate var affinity: String {
    switch self {
    case .integer, .largeInteger: "INTEGER"
    case .real: "REAL"
    case .text, .none: "TEXT"
    }
  }
}

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
