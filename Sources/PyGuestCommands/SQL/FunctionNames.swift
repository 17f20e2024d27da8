import GRDB
import GRDBSQLite
import PythonGuest

/// What the names of Python functions mean to SQLite: those that it has functions of its own for,
/// and those that are words of SQL.
struct FunctionNames {
  /// Functions whose name means something else to SQL where it stands without quotes.
  private var words: [SourcedFunction] = []
  private var names: Set<String> = []

  /// What SQLite calls to evaluate an operator.
  private static let operators = [
    "like": "LIKE", "glob": "GLOB", "regexp": "REGEXP", "match": "MATCH",
  ]

  /// What a function takes the place of, in a sentence without its subject; nil for nothing.
  /// Asked before the function is registered.
  static func replaced(by sourced: SourcedFunction, in database: Database) -> String? {
    let signature = sourced.function.signature
    if signature.kind == .table {
      let select = "SELECT * FROM \(SQLIdentifier.quoted(signature.name))"
      let isFree = message(of: select, in: database)?.hasPrefix("no such table") == true
      return isFree ? nil : "the place of SQLite's own \(signature.name.lowercased())"
    }
    // Where any number is taken, SQLite's own functions take few.
    let arities = signature.arities.prefix(9)
    let own = arities.contains { isDefined(signature.name, arity: $0, in: database) }
    let name = signature.name.lowercased()
    let isOperator = Self.operators[name] != nil && arities.contains { 2...3 ~= $0 }
    switch (own, isOperator ? Self.operators[name] : nil) {
    case (true, let symbol?):
      return "the place of SQLite's own \(name), also in the operator \(symbol)"
    case (true, nil): return "the place of SQLite's own \(name)"
    case (false, let symbol?): return "the place of what the operator \(symbol) calls"
    case (false, nil): return nil
    }
  }

  /// Takes note of a function that is registered.
  mutating func add(_ sourced: SourcedFunction, in database: Database) {
    let name = sourced.function.signature.name
    names.insert(name.lowercased())
    guard SQLWords.isKeyword(name) else { return }
    let arguments = arguments(sourced.function.signature.arities.lowerBound)
    // Behind an operator nothing but a call can be meant.
    if message(of: "SELECT 1 + \(name)(\(arguments))", in: database) != nil {
      words.append(sourced)
    }
  }

  /// What helps with a query that SQLite refused; nil where nothing is known.
  func help(with message: String, query: String) -> String? {
    if let name = message.split(separator: "unsafe use of ").last, message != name {
      let name = name.prefix { $0 != "(" }
      guard names.contains(name.lowercased()) else { return nil }
      return "a view, a trigger, an index, a CHECK, a DEFAULT or a generated column of the database"
        + " calls it, and only the query itself may call Python functions"
    }
    guard let word = misread(in: query) else { return nil }
    return "\(word.name) is a word of SQL: \(word.form) calls the function of \(word.file)"
  }

  /// What to say of a query that ran, but did not call a function that it seems to call.
  func remark(on query: String) -> String? {
    misread(in: query).map {
      "\($0.name) is a word of SQL, and that is what the query got: \($0.form) calls the function of"
        + " \($0.file)"
    }
  }

  private func misread(in query: String) -> (name: String, file: String, form: String)? {
    guard !words.isEmpty else { return nil }
    let called = SQLWords.called(in: query)
    guard
      let word = words.first(where: { called.contains($0.function.signature.name.lowercased()) })
    else { return nil }
    let signature = word.function.signature
    let parameters = signature.parameters.map(\.name).joined(separator: ", ")
    return (signature.name, word.source.file, "\"\(signature.name)\"(\(parameters))")
  }

  /// Whether a function can be called with so many arguments.
  private static func isDefined(_ name: String, arity: Int, in database: Database) -> Bool {
    let call = "SELECT \(SQLIdentifier.quoted(name))(\(arguments(arity)))"
    guard let message = message(of: call, in: database) else { return true }
    return !message.hasPrefix("no such function") && !message.hasPrefix("wrong number of arguments")
      && !message.hasPrefix("too many arguments")
  }
}

/// So many arguments that are NULL.
private func arguments(_ count: Int) -> String {
  repeatElement("NULL", count: count).joined(separator: ",")
}

/// What SQLite says against a query, which is not run; nil for nothing.
private func message(of query: String, in database: Database) -> String? {
  var statement: OpaquePointer?
  defer { sqlite3_finalize(statement) }
  let connection = database.sqliteConnection
  guard sqlite3_prepare_v2(connection, query, -1, &statement, nil) != SQLITE_OK else { return nil }
  return sqlite3_errmsg(connection).map { String(cString: $0) } ?? ""
}
