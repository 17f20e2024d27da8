import GRDB
import GRDBSQLite
import PythonGuest
import Tables

extension SQLSession {
  /// Loads a file into a new table, reading it twice: first for the columns' types,
  /// then for the rows, in one transaction.
  ///
  /// - Parameter options: how the file is read.
  func load(_ source: TableSource, _ options: InputOptions, into database: Database) throws {
    var progress = Progress(unit: "rows of \(source.table)", isQuiet: isQuiet)
    defer { progress.finish() }
    let input = try options.table(in: source.open())
    switch try input.open() {
    case .csv(let reader): try loadCSV(source, input, reader, into: database, &progress)
    case .jsonLines(let reader):
      try loadJSONLines(source, input, reader, into: database, &progress)
    }
  }

  private func loadCSV(
    _ source: TableSource, _ input: TableInput, _ first: CSVReader, into database: Database,
    _ progress: inout Progress
  ) throws {
    var reader = first
    let header = reader.header
    try check(header.count, source, in: database)
    var types = [InferredType](repeating: .none, count: header.count)
    while let records = try reader.next() { records.widen(&types) }
    if let delimiter = reader.otherDelimiter, !isQuiet {
      let advice = ColumnAdvice.text(delimiter: delimiter)
      Console.shared.writeError("pyguest: \(source.file): \(advice)\n")
    }
    guard case .csv(let second) = try input.open(), second.header == header else {
      throw source.changed
    }
    reader = second
    let names = named(header, after: first.renamed, source)
    try insert(source, zip(names, types).map { ($0, $1) }, into: database) { insertion in
      var done = 0
      while let records = try reader.next() {
        try records.insert(types, insertion)
        done += records.count
        progress.update(done)
      }
    }
  }

  private func loadJSONLines(
    _ source: TableSource, _ input: TableInput, _ first: JSONLinesReader,
    into database: Database, _ progress: inout Progress
  ) throws {
    var columns = JSONColumns()
    var types: [InferredType] = []
    while let records = try first.next() {
      records.widen(&columns, &types)
      try check(columns.count, source, in: database)
    }
    guard !types.isEmpty else {
      throw TableError(.malformed, "no member to make a column of", file: source.file)
    }
    guard case .jsonLines(let reader) = try input.open() else { throw source.changed }
    let keys = columns.keys.map { String(decoding: $0, as: UTF8.self) }
    let names = named(keys, after: [], source)
    try insert(source, zip(names, types).map { ($0, $1) }, into: database) { insertion in
      var done = 0
      while let records = try reader.next() {
        try records.insert(columns, insertion)
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

  /// Refuses more columns than a table of SQLite takes.
  private func check(_ count: Int, _ source: TableSource, in database: Database) throws {
    let limit = Int(sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_COLUMN, -1))
    guard count <= limit else {
      throw TableError(
        .malformed, "more than \(limit) columns, which SQLite does not take", file: source.file)
    }
  }

  /// Names that SQL tells apart, which has no case; says what was renamed here and before.
  private func named(
    _ original: [String], after earlier: [ColumnNames.Renamed], _ source: TableSource
  ) -> [String] {
    let names = ColumnNames(original, folding: ColumnNames.foldedForSQL)
    if !isQuiet {
      Console.shared.note(renamed: earlier + names.renamed, file: source.file)
    }
    return names.names
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
