import Foundation
import GRDBSQLite
import Testing

/// What becomes of functions whose names mean something to SQLite.
@Suite("Functions in SQL") final class FunctionNameTests {
  private let folder = NSTemporaryDirectory() + "pyguest-" + UUID().uuidString

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func sql(_ query: String, _ options: String...) throws -> Executable.Result {
    try Executable.run(
      ["sql", "--format", "csv", "--python", "names.py", query] + options, input: nil,
      folder: folder)
  }

  private func define(_ source: String) throws {
    try source.write(toFile: folder + "/names.py", atomically: true, encoding: .utf8)
  }

  /// All words of SQL that Python takes for a function's name.
  private static var words: [String] {
    let python: Set = [
      "and", "as", "else", "except", "from", "if", "in", "is", "not", "or", "raise", "with", "for",
    ]
    return (0..<sqlite3_keyword_count()).compactMap { index in
      var name: UnsafePointer<CChar>?
      var count: Int32 = 0
      guard sqlite3_keyword_name(index, &name, &count) == SQLITE_OK, let name else { return nil }
      let bytes = UnsafeRawBufferPointer(start: name, count: Int(count))
      return String(decoding: bytes, as: UTF8.self).lowercased()
    }.filter { !python.contains($0) }
  }

  @Test func `Every word of SQL can be called, or it is said how`() throws {
    let words = Self.words
    #expect(words.count > 100)
    try define(words.map { "def \($0)(x: int) -> str:\n    return '\($0) ' + str(x)\n" }.joined())
    let quoted = try sql(words.map { "SELECT \"\($0)\"(7)" }.joined(separator: " UNION ALL "))
    #expect(quoted.output.split(separator: "\n").dropFirst() == words.map { "\($0) 7" }[...])
    var explained: [String] = []
    for word in words {
      let bare = try sql("SELECT \(word)(7)")
      if bare.output.hasSuffix("\n\(word) 7\n") { continue }
      explained.append(word)
      #expect(bare.error.contains("\(word) is a word of SQL"), "\(word): \(bare.error)")
      #expect(bare.error.contains("\"\(word)\"(x) calls the function of names.py"))
    }
    #expect(Set(explained).isSuperset(of: ["left", "right", "full", "order", "index", "distinct"]))
  }

  @Test func `Help is for queries that call the function`() throws {
    try define("def left(s: str, n: int = 1) -> str:\n    return s[:n]\n")
    #expect(try sql("SELECT \"left\"('abc', 2)").output == "\"\"\"left\"\"('abc', 2)\"\nab\n")
    let other = try sql("SELECT FROM")
    #expect(!other.error.contains("left"))
    #expect(try sql("SELECT 'left(', 1 LEFT JOIN").error.contains("left") == false)
    let json = try sql("SELECT LEFT('abc', 2)", "--error-format", "json").error
    #expect(json.contains(#"left is a word of SQL: \"left\"(s, n) calls"#))
  }

  @Test(arguments: [
    ("abs(x: int)", "SELECT abs(-5)", "SQLite's own abs"),
    ("sum(x: int)", "SELECT sum(-5)", "SQLite's own sum"),
    ("count(x: int)", "SELECT count(-5)", "SQLite's own count"),
    ("max(x: int, y: int)", "SELECT max(-5, 1)", "SQLite's own max"),
    ("coalesce(x: int, y: int)", "SELECT coalesce(-5, 1)", "SQLite's own coalesce"),
    ("like(x: str, y: str)", "SELECT 'a' LIKE 'b'", "SQLite's own like, also in the operator LIKE"),
    ("glob(x: str, y: str)", "SELECT 'a' GLOB 'b'", "SQLite's own glob, also in the operator GLOB"),
    ("regexp(x: str, y: str)", "SELECT 'a' REGEXP 'b'", "what the operator REGEXP calls"),
  ])
  func `Taking the place of SQLite's own is said, and can be refused`(
    parameters: String, query: String, place: String
  ) throws {
    try define("def \(parameters) -> int:\n    return 4711\n")
    let name = parameters.prefix { $0 != "(" }
    let replaced = try sql(query)
    #expect(replaced.output.hasSuffix("\n4711\n"))
    #expect(replaced.error == "pyguest: \(name) of names.py takes the place of \(place)\n")
    let refused = try sql("SELECT 1", "--no-replace")
    #expect(refused.status == 2)
    #expect(refused.error.hasPrefix("pyguest: \(name) of names.py would take the place of"))
    #expect(refused.output == "")
  }

  @Test func `Other numbers of arguments and other names replace nothing`() throws {
    try define(
      "def abs(x: int, y: int) -> int:\n    return 4711\n\ndef own(x: int) -> int:\n    return x\n")
    let both = try sql("SELECT abs(-5), abs(1, 2), own(3)", "--no-replace")
    #expect(both.output.hasSuffix("\n5,4711,3\n"))
    #expect(both.error == "")
  }

  @Test(arguments: [
    "CREATE VIEW v AS SELECT own(1) AS x", "CREATE VIEW v AS SELECT abs(-5) AS x",
    "CREATE TABLE v(x, y AS (own(x))); INSERT INTO v VALUES (1)",
    "CREATE TABLE v(x DEFAULT (own(1)))", "CREATE TABLE v(x CHECK (own(x) > 0))",
    "CREATE TABLE v(x CHECK (abs(x) > 0))",
    "CREATE TABLE v(x); CREATE INDEX i ON v(abs(x))",
    "CREATE TABLE v(x); CREATE INDEX i ON v(x) WHERE own(x) > 1",
    "CREATE TABLE t(x); CREATE VIEW v AS SELECT * FROM t; "
      + "CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (own(new.x)); END",
  ])
  func `A database of others does not call functions`(schema: String) throws {
    try define(
      "def own(x: int) -> int:\n    print('ran')\n    return x\n\n"
        + "def abs(x: int) -> int:\n    print('ran')\n    return x\n")
    var database: OpaquePointer?
    #expect(sqlite3_open(folder + "/other.sqlite", &database) == SQLITE_OK)
    sqlite3_create_function(
      database, "own", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil, { _, _, _ in }, nil, nil)
    #expect(sqlite3_exec(database, schema, nil, nil, nil) == SQLITE_OK)
    sqlite3_close(database)
    let read = try sql("SELECT x FROM v", "--database", "other.sqlite")
    let query = "INSERT INTO v(x) SELECT 1; INSERT INTO v DEFAULT VALUES"
    let written = try sql(query, "--database", "other.sqlite")
    #expect(!(read.error + written.error).contains("ran\n"))
    // The same database beside another one.
    let attached = try sql(
      "ATTACH 'other.sqlite' AS o; INSERT INTO o.v(x) SELECT 1; SELECT * FROM v")
    #expect(!attached.error.contains("ran\n"))
    let errors = [read, written].filter { $0.status != 0 }.map(\.error)
    #expect(errors.contains { $0.contains("only the query itself may call Python functions") })
  }

  @Test func `A view of the user's own, for the time of the query, may call functions`() throws {
    try define("def own(x: int) -> int:\n    return x + 1\n")
    let view = try sql("CREATE TEMP VIEW v AS SELECT own(1) AS x; SELECT x FROM v")
    #expect(view.output == "x\n2\n")
  }

  @Test func `A database cannot be broken from SQL, nor load native code`() throws {
    try define("def own(x: int) -> int:\n    return x\n")
    let schema = try sql(
      "CREATE TABLE t(x); PRAGMA writable_schema = 1; DELETE FROM sqlite_schema",
      "--database", "own.sqlite")
    #expect(schema.error == "pyguest: table sqlite_master may not be modified\n")
    #expect(try sql("SELECT load_extension('x')").error == "pyguest: not authorized\n")
    #expect(try sql("PRAGMA trusted_schema").output == "trusted_schema\n0\n")
  }

  @Test func `A query may begin with a comment, and no option's value changes for it`() throws {
    try define("def own(x: int) -> int:\n    return x\n")
    #expect(try sql("-- first\nSELECT own(1) AS x").output == "x\n1\n")
    #expect(try sql("--\tfirst\nSELECT 1 AS x", "--null=-- y").output == "x\n1\n")
    let mistaken = try sql("SELECT 1", "--null", "-- y")
    #expect(mistaken.error == "pyguest: Missing value for '--null <TEXT>'\n")
    try "x\n1\n".write(toFile: folder + "/x.csv", atomically: true, encoding: .utf8)
    let mapped = try Executable.run(
      ["map", "names.py", "own", "--input", "x.csv", "--as=-- y"], input: nil, folder: folder)
    #expect(mapped.output == "x,-- y\n1,1\n")
  }
}
