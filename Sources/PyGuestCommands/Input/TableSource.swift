import ArgumentParser
import PythonGuest
import Tables

/// A table to load: `TABLE=FILE`.
struct TableSource: ExpressibleByArgument {
  let table: String
  let file: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex,
      argument.index(after: equals) < argument.endIndex
    else { return nil }
    table = String(argument[..<equals])
    file = String(argument[argument.index(after: equals)...])
  }

  private var isStandardInput: Bool { file == "-" }

  /// Refuses what cannot be loaded whatever the files hold.
  static func check(_ tables: [TableSource]) throws(PythonGuestError) {
    for table in tables {
      guard !table.table.utf8.contains(0), !table.table.lowercased().hasPrefix("sqlite_") else {
        throw PythonGuestError(.usage, "\(table.table) is no name for a table")
      }
    }
    let fromInput = tables.filter(\.isStandardInput)
    if fromInput.count > 1 {
      throw PythonGuestError(
        .usage, "\(fromInput[0].table) and \(fromInput[1].table) both take standard input")
    }
  }

  /// The file, or what can be read twice of a pipe.
  func open() throws(TableError) -> InputFile {
    try (isStandardInput ? .standardInput() : InputFile(path: file)).rereadable()
  }
}
