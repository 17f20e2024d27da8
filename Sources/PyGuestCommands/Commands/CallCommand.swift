import ArgumentParser
import Columns
import PythonGuest
import Tables

struct CallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "Call a Python function once and print its result as JSON.")

  @Argument(help: ArgumentHelp("The Python file.", valueName: "FILE.py"))
  var file: String

  @Argument(help: ArgumentHelp("The function.", valueName: "FUNCTION"))
  var function: String

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp(
      "One JSON value a parameter; last ones that have defaults may be left out.",
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
    let result = try source.attributing { () throws(PythonGuestError) in
      let function = try program.function(named: function)
      return try function.call(arguments(values, function.signature))
    }
    let output = OutputFile.standardOutput(shown: .json)
    try output.writeJSON(result)
    try output.write([UInt8(ascii: "\n")])
    try output.finish()
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

  private static func arguments(
    _ values: [String], _ signature: Signature
  ) throws(PythonGuestError) -> [Value] {
    guard signature.arities.contains(values.count) else {
      throw PythonGuestError(
        .usage, "\(signature.text) takes \(signature.arityText), not \(values.count)")
    }
    var arguments: [Value] = []
    for (parameter, value) in zip(signature.parameters(for: values.count), values) {
      do throws(TableError) {
        arguments.append(try Value(json: value, as: parameter.type.column))
      } catch {
        throw PythonGuestError(
          .invalidInput, of: .argument(for: parameter.name, of: signature.name), error.message)
      }
    }
    return arguments
  }
}
