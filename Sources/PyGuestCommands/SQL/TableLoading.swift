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
    let input = try loading.table(source.open())
    switch try input.open() {
    case .csv(let reader):
      return try loadCSV(source, input, reader, loading, into: database, &progress)
    case .jsonLines(let reader):
      return try loadJSONLines(source, input, reader, loading, into: database, &progress)
    }
  }

  private func loadCSV(
    _ source: TableSource, _ input: TableInput, _ first: CSVReader, _ loading: Loading,
    into database: Database, _ progress: inout Progress
  ) throws -> [String] {
    var reader = first
    let header = reader.header
    try check(header.count, source, in: database)
    var types = [InferredType](repeating: .none, count: header.count)
    while let records = try reader.next() { records.widen(&types) }
    if let delimiter = reader.otherDelimiter, !isQuiet {
      let advice = ColumnAdvice.text(delimiter: delimiter)
      Console.shared.writeError("pyguest: \(shown(name: source.file)): \(advice)\n")
    }
    guard case .csv(let second) = try input.open(), second.header == header else {
      throw source.changed
    }
    reader = second
    let names = named(header, after: first.renamed, source)
    let columns = loading.columns(names, types, in: source.table)
    try insert(source, columns, into: database) { insertion in
      var done = 0
      while let records = try reader.next() {
        try counting(from: done) { try records.insert(columns, insertion) }
        done += records.count
        progress.update(done)
      }
    }
    return columns.map(\.name)
  }

  private func loadJSONLines(
    _ source: TableSource, _ input: TableInput, _ first: JSONLinesReader, _ loading: Loading,
    into database: Database, _ progress: inout Progress
  ) throws -> [String] {
    var members = JSONColumns()
    var types: [InferredType] = []
    let limit = columnLimit(of: database)
    while let records = try first.next() {
      records.widen(&members, &types, maximum: limit)
      try check(members.count, source, in: database)
    }
    guard !types.isEmpty else {
      throw TableError(.malformed, "no member to make a column of", file: source.file)
    }
    guard case .jsonLines(let reader) = try input.open() else { throw source.changed }
    let keys = members.keys.map { String(decoding: $0, as: UTF8.self) }
    let columns = loading.columns(named(keys, after: [], source), types, in: source.table)
    try insert(source, columns, into: database) { insertion in
      var done = 0
      while let records = try reader.next() {
        try counting(from: done) { try records.insert(columns, members, insertion) }
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

  /// Adds to the refusal of a value its row in the whole table.
  private func counting(from firstRow: Int, _ insert: () throws -> Void) throws {
    do {
      try insert()
    } catch let error as TableError {
      throw RefusedRow(error, firstRow: firstRow) ?? error as any Error
    }
  }

  /// The columns that a table may have.
  private func columnLimit(of database: Database) -> Int {
    Int(sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_COLUMN, -1))
  }

  /// Refuses more columns than a table of SQLite takes.
  private func check(_ count: Int, _ source: TableSource, in database: Database) throws {
    let limit = columnLimit(of: database)
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

/// What the options say of loading tables.
struct Loading {
  /// How a file is read.
  var table: (InputFile) throws(PythonGuestError) -> TableInput
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
