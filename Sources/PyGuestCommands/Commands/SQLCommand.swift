import ArgumentParser
import GRDB
import PythonGuest
import Tables

struct SQLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql",
    abstract: "Run an SQLite query that may call Python functions.",
    discussion: """
      Loaded tables last as long as the command. With --database they are temporary \
      tables beside the file's own. A table shows NULL as NULL.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, csv, jsonl
  }

  @Argument(help: ArgumentHelp("One or more SQL statements.", valueName: "QUERY"))
  var query: String

  @Option(
    help: ArgumentHelp(
      "A table from a file of CSV or JSON lines; - is standard input; may be repeated.",
      valueName: "TABLE=FILE"))
  var load: [TableSource] = []

  @Option(
    help: ArgumentHelp(
      "A Python file whose functions the query may call; may be repeated.",
      valueName: "FILE.py"))
  var python: [String] = []

  @Option(help: ArgumentHelp("The database, made if it is missing.", valueName: "F.sqlite"))
  var database: String?

  @Option(help: ArgumentHelp("How results are written.", valueName: "FORMAT"))
  var format = Format.table

  @Option(
    help: ArgumentHelp(
      "Types of loaded columns, such as zip=text or t.zip=text: text, integer or real; may be "
        + "repeated.", valueName: "COLUMN=TYPE,…"))
  var types: [String] = []

  @Flag(help: "Show on standard error what each loaded table was read as.")
  var verbose = false

  @Flag(help: "Refuse Python functions that would take the place of SQLite's own.")
  var noReplace = false

  @OptionGroup var outputs: OutputOptions
  @OptionGroup var reading: InputOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let (functions, notOffered) = try sourcedFunctions()
    try TableSource.check(load)
    let loading = try Loading(table: reading.table, types: ColumnTypes(types), isVerbose: verbose)
    let session = try SQLSession(
      path: database, query: query, isQuiet: common.quiet, mostValueBytes: common.memory.bytes / 2)
    session.notOffered = notOffered
    try session.use { database in
      try session.register(functions, mayReplace: !noReplace, in: database)
      try loading.types.check(
        load.map { ($0.table, try session.load($0, loading, into: database)) })
      let output = OutputFile.standardOutput(shown: format == .jsonl ? .json : .block)
      try session.run(in: database) { names in
        switch format {
        case .table: TableWriter(names: names, output: output)
        case .csv:
          CSVResultWriter(names: names, output: output, formulas: outputs.formulas)
        case .jsonl: JSONLinesResultWriter(names: names, output: output)
        }
      }
      try output.finish()
    }
  }

  /// The functions of all Python files. SQL does not tell upper from lower case.
  private func sourcedFunctions() throws -> ([SourcedFunction], [String: SourceFailure]) {
    guard !python.isEmpty else { return ([], [:]) }
    let sources = try python.map(PythonSource.init)
    let loader = PythonLoader(common)
    var functions: [SourcedFunction] = []
    var notOffered: [String: SourceFailure] = [:]
    var owners: [String: String] = [:]
    for source in sources {
      let program = try loader.load(source)
      let session = program.rowSession()
      for other in program.notOffered {
        notOffered[other.name.lowercased()] = SourceFailure(
          file: source.file, error: other.error(in: program.file))
      }
      for function in program.functions {
        let name = function.signature.name
        if let owner = owners.updateValue(source.file, forKey: name.lowercased()) {
          throw PythonGuestError(
            .usage, "\(name) is a function of \(owner) and of \(source.file)")
        }
        functions.append(SourcedFunction(function: function, source: source, session: session))
      }
    }
    return (functions, notOffered)
  }
}
