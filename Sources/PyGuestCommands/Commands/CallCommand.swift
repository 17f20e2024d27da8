import ArgumentParser
import Columns
import PythonGuest
import Tables

struct CallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "Call a Python function once and print its result as JSON.",
    discussion: "Of a table function, each row is printed as an object, a line each.")

  @Argument(help: ArgumentHelp("The Python file.", valueName: "FILE.py"))
  var file: String

  @Argument(help: ArgumentHelp("The function.", valueName: "FUNCTION"))
  var function: String

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp(
      "One JSON value a parameter, for an aggregate an array of values; last ones that have "
        + "defaults may be left out.",
      valueName: "JSON-VALUE"))
  var values: [String] = []

  @OptionGroup var common: CommonOptions

  func run() throws {
    try Self.call(function, of: file, jsonValues(), PythonLoader(common))
  }

  static func call(
    _ function: String, of file: String, _ values: [String], _ loader: PythonLoader
  ) throws {
    let source = try PythonSource(file)
    let program = try loader.load(source)
    let function = try source.attributing { () throws(PythonGuestError) in
      try program.function(named: function)
    }
    let output = OutputFile.standardOutput(shown: .json)
    switch function.signature.kind {
    case .scalar, .aggregate:
      let answer = try source.attributing { () throws(PythonGuestError) in
        try result(of: function, values)
      }
      try output.writeJSON(answer)
      try output.write([UInt8(ascii: "\n")])
    case .table: try writeRows(of: function, values, of: source, to: output)
    }
    try output.finish()
  }

  private static func result(
    of function: Function, _ values: [String]
  ) throws(PythonGuestError) -> Value {
    if function.signature.kind == .aggregate {
      return try function.aggregate(columns(values, function.signature))
    }
    return try function.call(arguments(values, function.signature))
  }

  /// A line for each row, with those before one that fails.
  private static func writeRows(
    of function: Function, _ values: [String], of source: PythonSource, to output: OutputFile
  ) throws {
    let given = try source.attributing { () throws(PythonGuestError) in
      try arguments(values, function.signature)
    }
    let writer = JSONRowWriter(function.signature.columns.map(\.name))
    do {
      try function.rows(given) { try writer.write($0, to: output) }
    } catch let error as PythonGuestError {
      try output.flush()
      throw SourceFailure(file: source.file, error: error)
    }
  }

  /// The values without the `--` that may stand before them; before it, what looks like
  /// an option is a mistake.
  private func jsonValues() throws(PythonGuestError) -> [String] {
    let terminator = values.firstIndex(of: "--") ?? values.endIndex
    if let option = values[..<terminator].first(where: { $0.hasPrefix("--") }) {
      throw PythonGuestError(.usage, "unknown option \(option)")
    }
    return Array(values[..<terminator] + values[terminator...].dropFirst())
  }

  /// The rows of an aggregate: an array of values for each parameter.
  private static func columns(
    _ values: [String], _ signature: Signature
  ) throws(PythonGuestError) -> Batch {
    let lists = try arguments(values, signature) { .list(of: $0, nullable: true) }
    var columns: [Column] = []
    for (parameter, list) in zip(signature.parameters(for: lists.count), lists) {
      guard case .list(let elements) = list else {
        throw PythonGuestError(
          .invalidInput, of: .argument(for: parameter.name, of: signature.name),
          "an aggregate takes a JSON array of values, not null")
      }
      do throws(ColumnError) {
        columns.append(try Column(parameter.type.column, elements))
      } catch {
        throw PythonGuestError(
          .invalidInput, of: .argument(for: parameter.name, of: signature.name), error.message)
      }
    }
    guard Set(columns.map(\.count)).count <= 1 else {
      let counts = columns.map { "\($0.count)" }.joined(separator: ", ")
      throw PythonGuestError(
        .usage, of: .function(signature.name),
        "takes arrays of one length, a value a row in each, not of \(counts) values")
    }
    do throws(ColumnError) {
      return try Batch(columns: columns, rowCount: columns.first?.count ?? 0)
    } catch {
      throw PythonGuestError(.invalidInput, error.message, underlying: error)
    }
  }

  private static func arguments(
    _ values: [String], _ signature: Signature,
    _ form: (DataType) -> DataType = { $0 }
  ) throws(PythonGuestError) -> [Value] {
    guard signature.arities.contains(values.count) else {
      throw PythonGuestError(
        .usage, "\(signature.text) takes \(signature.arityText), not \(values.count)")
    }
    var arguments: [Value] = []
    for (parameter, value) in zip(signature.parameters(for: values.count), values) {
      do throws(TableError) {
        arguments.append(try Value(json: value, as: form(parameter.type.column)))
      } catch {
        throw PythonGuestError(
          .invalidInput, of: .argument(for: parameter.name, of: signature.name), error.message)
      }
    }
    return arguments
  }
}
