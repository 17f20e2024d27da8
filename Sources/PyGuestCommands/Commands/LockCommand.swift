import ArgumentParser
import Files
import PythonGuest
import Tables

/// Writes down which wheels a source is run with.
struct LockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock",
    abstract: "Write down which wheels a Python file is run with, with their hashes.",
    discussion: """
      The wheels are found anew, and written to pylock.NAME.toml beside NAME.py, which the other \
      commands follow from then on: they run with these files or not at all.
      """)

  @Argument(help: ArgumentHelp("The Python file.", valueName: "FILE.py"))
  var file: String

  @OptionGroup var reporting: ReportingOptions
  @OptionGroup(title: "Dependencies") var wheels: WheelOptions

  func run() throws {
    let source = try PythonSource(file)
    let text = try source.text()
    let path = LockFile.path(of: file)
    let lock = try source.attributing { () throws(PythonGuestError) in
      let loader = PackageLoader(wheels: wheels.wheels)
      let requirements = try loader.requirements(of: source, text)
      return LockFile.text(
        try loader.resolveAnew(requirements, source), for: requirements, at: path)
    }
    try BuiltFile.write(Array(lock.utf8), to: path)
  }
}
