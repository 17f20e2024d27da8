import GRDB
import GRDBSQLite
import PythonGuest
import Tables

extension SQLSession {
  /// Loads a file into a new table, reading it twice: first for the columns' types,
  /// then for the rows, in one transaction.
  ///
  /// - Returns: the names of the columns.
  func load(
    _ source: TableSource, _ loading: Loading, into database: Database
  ) throws -> [String] {
    var progress = Progress(unit: "rows of \(source.table)", isQuiet: isQuiet)
    defer { progress.finish() }
    try InputFile(path: source.file).requireRegular()
    return try source.format == .jsonl
      ? loadJSONLines(source, loading, into: database, &progress)
      : loadCSV(source, loading, into: database, &progress)
  }

  private func loadCSV(
    _ source: TableSource, _ loading: Loading, into database: Database,
    _ progress: inout Progress
  ) throws -> [String] {
    let nulls = loading.nulls
    var reader = try CSVReader(InputFile(path: source.file), nulls: nulls)
    let header = reader.header
    let limit = columnLimit(of: database)
    guard header.count <= limit else { throw source.tooWide(limit) }
    var types = [InferredType](repeating: .none, count: header.count)
    while let records = try reader.next() { records.widen(&types) }
    reader = try CSVReader(InputFile(path: source.file), nulls: nulls)
    guard reader.header == header else { throw source.changed }
    let columns = loading.columns(header, types, in: source.table)
    try insert(source, columns, into: database) { insertion in
      var done = 0
      while let records = try reader.next() {
        try records.insert(columns, insertion)
        done += records.count
        progress.update(done)
      }
    }
    return columns.map(\.name)
  }

  private func loadJSONLines(
    _ source: TableSource, _ loading: Loading, into database: Database,
    _ progress: inout Progress
  ) throws -> [String] {
    var types = MemberTypes()
    let limit = columnLimit(of: database)
    var reader = try JSONLinesReader(InputFile(path: source.file))
    while let records = try reader.next() {
      records.widen(&types, maximum: limit)
      guard types.keys.count <= limit else { throw source.tooWide(limit) }
    }
    let keys = types.keys
    guard !keys.isEmpty else {
      throw TableError(.malformed, "no member to make a column of", file: source.file)
    }
    let names = keys.map { String(decoding: $0, as: UTF8.self) }
    let columns = loading.columns(names, types.types, in: source.table)
    reader = try JSONLinesReader(InputFile(path: source.file))
    try insert(source, columns, into: database) { insertion in
      var done = 0
      while let records = try reader.next() {
        try records.insert(columns, keys: keys, insertion)
        done += records.count
        progress.update(done)
      }
    }
    return columns.map(\.name)
  }

  /// Creates the table and hands out the statement that adds a row to it.
  private func insert(
    _ source: TableSource, _ columns: [LoadedColumn], into database: Database,
    rows: (Insertion) throws -> Void
  ) throws {
    if try isTable(source.table, in: database) {
      throw PythonGuestError(.usage, "there is a table \(source.table) already")
    }
    let table = (isTemporary ? "temp." : "") + SQLIdentifier.quoted(source.table)
    let places = columns.map { _ in "?" }.joined(separator: ",")
    do {
      try database.execute(sql: "CREATE TABLE \(table) (\(columns.definitions))")
    } catch let error as DatabaseError {
      throw TableError(.malformed, error.message ?? "\(error)", file: source.file)
    }
    try database.execute(sql: "BEGIN")
    let statement = try database.makeStatement(sql: "INSERT INTO \(table) VALUES (\(places))")
    try rows(
      Insertion(statement: statement.sqliteStatement, database: database, session: self))
    try database.execute(sql: "COMMIT")
  }

  /// The columns that a table may have.
  private func columnLimit(of database: Database) -> Int {
    Int(sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_COLUMN, -1))
  }

  private func isTable(_ name: String, in database: Database) throws -> Bool {
    try database.tableExists(name) || database.viewExists(name)
  }
}

extension TableSource {
  fileprivate func tooWide(_ limit: Int) -> TableError {
    TableError(.malformed, "more than \(limit) columns", file: file)
  }

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

/// What the options say of loading tables.
struct Loading {
  /// What CSV fields hold that are NULL.
  var nulls: [String]
  /// The types of columns that are not to be inferred.
  var types: ColumnTypes
  /// Whether to show what each table was read as.
  var isVerbose: Bool

  /// The columns of a table, in the types that were found unless others are set.
  fileprivate func columns(
    _ names: [String], _ found: [InferredType], in table: String
  ) -> [LoadedColumn] {
    let columns = zip(names, found).map { name, type in
      LoadedColumn(name: name, type: types.type(of: name, in: table) ?? type)
    }
    if isVerbose {
      let definition = "CREATE TABLE \(SQLIdentifier.quoted(table)) (\(columns.definitions));"
      let line = TerminalText.printable(Array(definition.utf8)).text
      Console.shared.writeError(line + [UInt8(ascii: "\n")])
    }
    return columns
  }
}

extension [LoadedColumn] {
  /// The columns as a statement that creates the table has them.
  fileprivate var definitions: String {
    map { "\(SQLIdentifier.quoted($0.name)) \($0.type.affinity)" }.joined(separator: ", ")
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
