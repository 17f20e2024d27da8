import ArgumentParser
import Foundation
import Models
import PythonGuest
import Tables

/// Tells which ways of running Python there are.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the ways to run Python, what they offer and what they lack.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(help: ArgumentHelp("How they are written.", valueName: "FORMAT"))
  var format = Format.text

  @OptionGroup var reporting: ReportingOptions

  func run() throws {
    let models = ModelRegistry.providers.map { $0.describe() }
    let text = try format == .json ? json(models) : Self.text(models)
    let output = OutputFile.standardOutput(shown: format == .json ? .json : .block)
    try output.write(Array(text.utf8))
    try output.finish()
  }

  private struct List: Encodable {
    var models: [ModelDescription]
  }

  private func json(_ models: [ModelDescription]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(List(models: models)), as: UTF8.self) + "\n"
  }

  /// A block for each: its name, then what there is to say.
  static func text(_ models: [ModelDescription]) -> String {
    models.map { model in
      var lines = [("Python", model.python ?? "that of the file it is given")]
      if !model.packages.isEmpty {
        lines.append(("packages", model.packages.joined(separator: ", ")))
      }
      if !model.available, let install = model.install { lines.append(("install", install)) }
      lines += model.limitations.map { ("but", $0) }
      let head = model.name + (model.available ? "" : " (not installed)")
      return head + "\n"
        + lines.map { "  " + $0.padding(toLength: 10, withPad: " ", startingAt: 0) + $1 + "\n" }
        .joined()
    }.joined(separator: "\n")
  }
}
