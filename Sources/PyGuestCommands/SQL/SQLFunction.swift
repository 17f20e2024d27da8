import Columns
import GRDB
import GRDBSQLite
import PythonGuest
import Tables

extension SQLSession {
  /// Makes functions callable in SQL.
  ///
  /// - Parameter mayReplace: whether they may take the place of functions that SQLite has.
  func register(
    _ functions: [SourcedFunction], mayReplace: Bool, in database: Database
  ) throws {
    for function in functions {
      if let replaced = FunctionNames.replaced(by: function, in: database) {
        try tell(function, replaced, mayReplace)
      }
      try define(function, in: database)
      names.add(function, in: database)
    }
    registered = functions
    try judgeSchemas(in: database)
  }

  private func tell(
    _ sourced: SourcedFunction, _ replaced: String, _ mayReplace: Bool
  ) throws(PythonGuestError) {
    let name = sourced.function.signature.name
    let subject = "\(name) of \(sourced.source.file)"
    guard mayReplace else {
      throw PythonGuestError(
        .usage, "\(subject) would take \(replaced): rename it, or leave out --no-replace")
    }
    // Nothing but the query itself calls it.
    if query.lowercased().contains(name.lowercased()) {
      Console.shared.writeError("pyguest: \(subject) takes \(replaced)\n")
    }
  }

  /// Has SQLite read the schemas of all databases while it takes the functions for harmless.
  ///
  /// It marks calls in a schema, to refuse them, when it reads the schema, but not those of
  /// functions that are unknown then, nor in CHECK those of functions that are not deterministic;
  /// and a table that calls one that it refuses hides all others.
  func judgeSchemas(in database: Database) throws {
    guard !registered.isEmpty else { return }
    let harmless = SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
    for function in registered { try define(function, harmless, in: database) }
    try database.execute(sql: "PRAGMA writable_schema = RESET")
    // What is wrong with a schema, its own statements tell.
    _ = try? database.makeStatement(sql: "SELECT 1 FROM sqlite_schema")
    for function in registered { try define(function, in: database) }
  }

  /// Makes a function callable in SQL, with as many arguments as it has parameters and,
  /// where the last ones have defaults, with fewer.
  ///
  /// Nothing is known of it, and a database's own views, triggers and tables, which may be
  /// anybody's, do not call it.
  private func define(
    _ sourced: SourcedFunction, _ flags: Int32 = SQLITE_DIRECTONLY, in database: Database
  ) throws {
    let signature = sourced.function.signature
    for arity in signature.arities {
      let function = Unmanaged.passRetained(SQLFunction(sourced, session: self))
      let status = sqlite3_create_function_v2(
        database.sqliteConnection, signature.name, Int32(clamping: arity),
        SQLITE_UTF8 | flags, function.toOpaque(),
        { context, count, arguments in
          guard let context, let data = sqlite3_user_data(context) else { return }
          Unmanaged<SQLFunction>.fromOpaque(data).takeUnretainedValue()
            .call(context, UnsafeBufferPointer(start: arguments, count: Int(count)))
        }, nil, nil,
        { data in
          if let data { Unmanaged<SQLFunction>.fromOpaque(data).release() }
        })
      guard status == SQLITE_OK else {
        throw PythonGuestError(
          .usage, "SQLite takes no function of \(arity) parameters named \(signature.name)")
      }
    }
  }
}

/// A Python function that SQLite calls.
private final class SQLFunction {
  private let function: Function
  private let source: PythonSource
  /// The types of the parameters.
  private let types: [ColumnType]
  /// The session owns the connection, and so outlives every call.
  private unowned let session: SQLSession

  init(_ sourced: SourcedFunction, session: SQLSession) {
    function = sourced.function
    source = sourced.source
    types = function.signature.parameters.map(\.type.column)
    self.session = session
  }

  func call(_ context: OpaquePointer, _ arguments: UnsafeBufferPointer<OpaquePointer?>) {
    do throws(PythonGuestError) {
      session.countCall()
      var values: [Value] = []
      values.reserveCapacity(arguments.count)
      for (index, argument) in arguments.enumerated() {
        do throws(Misfit) {
          values.append(try Value(sqlite: argument, as: types[index]))
        } catch {
          throw refusal(argument, function.signature.parameters[index], error)
        }
      }
      try function.call(values).setResult(of: context)
    } catch {
      var error = error
      // A call of its own has no row to tell.
      error.row = nil
      session.failure = SourceFailure(file: source.file, error: error)
      sqlite3_result_error(context, error.message, -1)
    }
  }

  private func refusal(
    _ argument: OpaquePointer?, _ parameter: Parameter, _ misfit: Misfit
  ) -> PythonGuestError {
    let name = function.signature.name
    return PythonGuestError(
      .invalidInput, of: .argument(for: parameter.name, of: name),
      "\(sqliteDescription(argument)) \(misfit.reason)")
  }
}

extension Value {
  /// Answers a call with the value. Dates and times are ISO 8601 text.
  fileprivate func setResult(of context: OpaquePointer) {
    switch self {
    case .null: sqlite3_result_null(context)
    case .bool(let value): sqlite3_result_int64(context, value ? 1 : 0)
    case .int64(let value): sqlite3_result_int64(context, value)
    case .float64(let value): sqlite3_result_double(context, value)
    case .utf8(var text):
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { text in
          sqlite3_result_text64(
            context, text.baseAddress ?? emptyText, UInt64(text.count), copied,
            UInt8(SQLITE_UTF8))
        }
      }
    case .binary(let bytes):
      if bytes.isEmpty {
        sqlite3_result_zeroblob(context, 0)
      } else {
        bytes.withUnsafeBytes {
          sqlite3_result_blob64(context, $0.baseAddress, UInt64($0.count), copied)
        }
      }
    case .date, .time, .timestamp, .duration:
      var text: [UInt8] = []
      appendText(to: &text)
      Value.utf8(String(decoding: text, as: UTF8.self)).setResult(of: context)
    }
  }
}
