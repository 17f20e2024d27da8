import Tables

/// A row with a value that is not of the type it is wanted as.
struct RefusedRow: Error {
  var error: TableError
  /// Counted from 0 in the whole table.
  var row: Int
  /// The function that was to take it.
  var function: String?

  /// Nil where the error is no row's.
  ///
  /// - Parameter firstRow: the first row of the piece of the table that was read.
  init?(_ error: TableError, firstRow: Int, function: String? = nil) {
    guard let row = error.row else { return nil }
    (self.error, self.row, self.function) = (error, firstRow + row, function)
  }
}

/// An error of a function in a row of a table, with where the row stands and what it holds.
struct RowFailure: Error {
  var failure: SourceFailure
  /// The table's name.
  var input: String
  /// Counted from 1.
  var line: Int
  /// The row's arguments, as messages show them.
  var arguments: String
}

extension RowFailure {
  /// The line with its file and what the row holds, for people.
  var text: String {
    "line \(line) of \(input)" + (arguments.isEmpty ? "" : ", with \(arguments)")
  }
}
