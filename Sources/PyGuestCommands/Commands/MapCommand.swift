import ArgumentParser
import PythonGuest
import Tables

struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Call a Python function for every row of a table and add its result as a column.",
    discussion: """
      Parameters take the columns of the same name, or those of --columns in order, which \
      are written as in CSV: --columns '"Name, first",b'. An empty CSV field is NULL, except \
      that "" in quotes is text for a str parameter. A member that a JSON object lacks is \
      the parameter's default, or NULL where it has none.

      A table function gives a row for each of its own, with the columns it was given repeated. \
      An aggregate gives one row for the whole table; groups have sql, with GROUP BY.
      """)

  @Argument(help: ArgumentHelp("The Python file.", valueName: "FILE.py"))
  var file: String

  @Argument(help: ArgumentHelp("The function.", valueName: "FUNCTION"))
  var function: String

  @Option(help: ArgumentHelp("The table; - is standard input.", valueName: "F"))
  var input = "-"

  @Option(help: ArgumentHelp("The table with the result; - is standard output.", valueName: "F"))
  var output = "-"

  @Option(
    help: ArgumentHelp(
      "The output's format; without it, by the file's name, else the input's.",
      valueName: "FORMAT"))
  var to: TableFormat?

  @Option(help: ArgumentHelp("The columns that parameters take, in order.", valueName: "a,b"))
  var columns: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("The result's column; without it, the function's name.", valueName: "NAME"))
  var resultName: String?

  @OptionGroup var reading: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let outputFormat = try (to ?? TableFormat(fileName: output))?.available()
    let source = try PythonSource(file)
    let table = try reading.table(
      in: input == "-" ? .standardInput() : InputFile(path: input))
    let program = try PythonLoader(common).load(source)
    let function = try source.attributing { () throws(PythonGuestError) in
      try program.function(named: self.function)
    }
    let mapping = try Mapping(
      function: function, source: source, resultName: resultName, columns: columnNames(),
      isQuiet: common.quiet, formulas: outputs.formulas)
    let style = outputFormat == .jsonl ? InertText.Style.json : .block
    let target = { () throws(TableError) in
      try output == "-"
        ? .standardOutput(shown: style) : OutputFile(path: output, shown: style)
    }
    switch try table.open() {
    case .jsonLines(let reader):
      try mapping.run(reader, to: target, form: reading.output(outputFormat ?? .jsonl))
    case .csv(let reader):
      if !common.quiet { Console.shared.note(renamed: reader.renamed, file: reader.file) }
      let format = reader.delimiter == TableFormat.tsv.delimiter ? TableFormat.tsv : .csv
      try mapping.run(reader, to: target, form: reading.output(outputFormat ?? format))
    }
  }

  /// The names in --columns.
  private func columnNames() throws(PythonGuestError) -> [String]? {
    guard let columns else { return nil }
    if let names = CSVText.fields(of: columns) { return names }
    throw PythonGuestError(
      .usage, "--columns takes names as in a CSV record, whose quotes these are not: \(columns)")
  }
}
