import ArgumentParser
import Columns
import PythonGuest
import Tables

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show the functions of a Python file and their types.")

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @Argument(help: ArgumentHelp("The Python file.", valueName: "FILE.py"))
  var file: String

  @Option(help: ArgumentHelp("How the functions are written.", valueName: "FORMAT"))
  var format = Format.text

  @OptionGroup var common: CommonOptions

  func run() throws { try Self.inspect(file, format, PythonLoader(common)) }

  static func inspect(_ file: String, _ format: Format, _ loader: PythonLoader) throws {
    let source = try PythonSource(file)
    let program = try loader.load(source)
    let functions = program.functions.map(\.signature)
    let output = OutputFile.standardOutput(shown: format == .json ? .json : .block)
    switch format {
    case .text:
      for line in functions.map(\.line) + program.notOffered.map(\.text) {
        try output.write(Array("\(InertText.shown(line, as: .line))\n".utf8))
      }
      for dependency in program.dependencies {
        let line = "depends on \(dependency.name) \(dependency.version)"
        try output.write(Array("\(InertText.shown(line, as: .line))\n".utf8))
      }
    case .json:
      let list = functions.map(\.json).joined(separator: ",")
      let others = program.notOffered.map(\.json).joined(separator: ",")
      var fields = [("functions", "[\(list)]"), ("notOffered", "[\(others)]")]
      if !program.dependencies.isEmpty {
        let dependencies = program.dependencies.map(\.json).joined(separator: ",")
        fields.append(("dependencies", "[\(dependencies)]"))
      }
      try output.write(Array("\(JSONText.object(fields))\n".utf8))
    }
    try output.finish()
  }
}

extension Signature {
  var json: String {
    let list = parameters.map { parameter in
      JSONText.object(
        [("name", JSONText.string(parameter.name))] + parameter.type.jsonFields
          + [
            ("hasDefault", String(parameter.hasDefault)),
            ("variadic", String(parameter.isVariadic)),
          ])
    }
    return JSONText.object([
      ("name", JSONText.string(name)), ("kind", JSONText.string(kind.rawValue)),
      ("vectorized", String(isVectorized)), ("async", String(isAsync)),
      ("volatility", JSONText.string(volatility.rawValue)),
      ("parameters", "[\(list.joined(separator: ","))]"),
      ("returns", JSONText.object(returns.jsonFields + tableFields)),
    ])
  }

  /// What a table's result has beside its type.
  private var tableFields: [(name: String, value: String)] {
    guard kind == .table else { return [] }
    let list = columns.map { column in
      JSONText.object([("name", JSONText.string(column.name))] + column.type.jsonFields)
    }
    return [("columns", "[\(list.joined(separator: ","))]")]
  }
}

extension Signature {
  /// The signature, behind what it is where that is not a plain function.
  var line: String {
    switch (kind, isAsync) {
    case (.aggregate, _): "aggregate \(text)"
    case (_, true): "async \(text)"
    case (_, false): text
    }
  }
}

extension Dependency {
  fileprivate var json: String {
    JSONText.object([
      ("name", JSONText.string(name)), ("version", JSONText.string(version)),
      ("sha256", JSONText.string(sha256)),
    ])
  }
}

extension NotOffered {
  fileprivate var json: String {
    var fields = [("name", JSONText.string(name))]
    if let line { fields.append(("line", String(line))) }
    return JSONText.object(fields + [("reason", JSONText.string(reason))])
  }
}

extension ValueType {
  fileprivate var jsonFields: [(name: String, value: String)] {
    [
      ("type", JSONText.string(pythonName)), ("nullable", String(isNullable)),
      ("arrow", JSONText.string(arrowName)),
    ]
  }
}
