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

  /// Reads a command line, of this command or any other. A query may begin with a comment, which
  /// looks like an option: the line break in front of it, with which it does not, is tried on one
  /// argument after another, and kept where it is the query that got it.
  static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    guard arguments.first == configuration.commandName else {
      return try RootCommand.parseAsRoot(arguments)
    }
    var refusal: (any Error)?
    for (index, argument) in arguments.enumerated() where isComment(argument) {
      var shielded = arguments
      shielded[index] = "\n" + argument
      do {
        let parsed = try RootCommand.parseAsRoot(shielded)
        if var command = parsed as? SQLCommand, command.query == shielded[index] {
          command.query = argument
          return command
        }
      } catch {
        refusal = error
      }
    }
    do {
      return try RootCommand.parseAsRoot(arguments)
    } catch {
      throw refusal ?? error
    }
  }

  private static func isComment(_ argument: String) -> Bool {
    argument.hasPrefix("--") && argument.dropFirst(2).first?.isWhitespace == true
  }

  func run() throws {
    let (functions, notOffered) = try sourcedFunctions()
    try TableSource.check(load)
    let loading = try Loading(input: reading, types: ColumnTypes(types), isVerbose: verbose)
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
        functions.append(SourcedFunction(function: function, source: source))
      }
    }
    return (functions, notOffered)
  }
}

/// A function with the file that defines it.
struct SourcedFunction {
  var function: Function
  var source: PythonSource
}
