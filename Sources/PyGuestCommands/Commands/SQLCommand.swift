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

  @OptionGroup var reading: InputOptions
  @OptionGroup var common: CommonOptions

  /// Arguments in which a query that begins with a comment does not look like an option.
  static func shielding(_ arguments: [String]) -> [String] {
    arguments.map { argument in
      let isComment = argument.hasPrefix("--") && argument.dropFirst(2).first?.isWhitespace == true
      return isComment ? "\n" + argument : argument
    }
  }

  func run() throws {
    let functions = try sourcedFunctions()
    try TableSource.check(load)
    let session = try SQLSession(path: database, isQuiet: common.quiet)
    try session.use { database in
      for function in functions { try session.register(function, in: database) }
      for table in load { try session.load(table, reading, into: database) }
      let output = OutputFile.standardOutput()
      try session.run(query, in: database) { names in
        switch format {
        case .table: TableWriter(names: names, output: output)
        case .csv: CSVResultWriter(names: names, output: output)
        case .jsonl: JSONLinesResultWriter(names: names, output: output)
        }
      }
      try output.finish()
    }
  }

  /// The functions of all Python files. SQL does not tell upper from lower case.
  private func sourcedFunctions() throws -> [SourcedFunction] {
    guard !python.isEmpty else { return [] }
    let sources = try python.map(PythonSource.init)
    let loader = PythonLoader(common)
    var functions: [SourcedFunction] = []
    var owners: [String: String] = [:]
    for source in sources {
      for function in try loader.load(source).functions {
        let name = function.signature.name
        if let owner = owners.updateValue(source.file, forKey: name.lowercased()) {
          throw PythonGuestError(
            .usage, "\(name) is a function of \(owner) and of \(source.file)")
        }
        functions.append(SourcedFunction(function: function, source: source))
      }
    }
    return functions
  }
}

/// A function with the file that defines it.
struct SourcedFunction {
  var function: Function
  var source: PythonSource
}
