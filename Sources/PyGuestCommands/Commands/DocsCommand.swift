import ArgumentParser
import Foundation
import PythonGuest
import Tables

struct DocsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "docs", abstract: "Print how functions are written, as Markdown.",
    discussion: "Every rule and an example of each, for people and for language models.")

  @OptionGroup var reporting: ReportingOptions

  func run() throws {
    let path = "\(try Image.locate())/WritingFunctions.md"
    let page: Data
    do {
      page = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw PythonGuestError(
        .internal, "\(path) cannot be read; run ./just debug to make it", underlying: error)
    }
    let output = OutputFile.standardOutput(shown: .block)
    try output.write(Array(page))
    try output.finish()
  }
}
