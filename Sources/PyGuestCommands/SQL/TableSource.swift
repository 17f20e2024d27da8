import ArgumentParser
import PythonGuest

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

  /// Refuses what cannot be loaded whatever the file holds.
  func check() throws(PythonGuestError) {
    guard !table.utf8.contains(0), !table.lowercased().hasPrefix("sqlite_") else {
      throw PythonGuestError(.usage, "\(table) is no name for a table")
    }
    _ = try format
  }

  var format: TableFormat {
    get throws(PythonGuestError) {
      guard let format = TableFormat(fileName: file) else {
        throw PythonGuestError(
          .usage, "\(file): tables are loaded from files named .csv or .jsonl")
      }
      return try format.available()
    }
  }
}
