import Columns
import PythonGuest
import Tables

/// A function that is called for every row of a table.
struct Mapping {
  let function: Function
  let source: PythonSource
  /// The name of the column with the results.
  let resultName: String
  /// The columns parameters take, in order; nil takes those of the same name.
  let columns: [String]?
  let isQuiet: Bool
  /// What becomes of text in CSV that a spreadsheet would take for a formula.
  var formulas = FormulaText.keep

  typealias Target = () throws(TableError) -> OutputFile

  /// Calls the function for rows in pieces, and hands its results over as they come.
  ///
  /// - Parameters:
  ///   - rows: some rows of a piece of the table.
  ///   - firstRow: the piece's first row in the whole table, from 0.
  ///   - columns: the arguments of some of these rows.
  func results(
    rows: Range<Int>, firstRow: Int, size: inout BatchSize,
    columns: (Range<Int>) throws -> [Column], use: (MappedRows) throws -> Void
  ) throws {
    var start = rows.lowerBound
    while start < rows.upperBound {
      let most = start..<min(start + size.rows, rows.upperBound)
      let (range, arguments, refusal) = try convertible(most, columns)
      let batch = try Batch(columns: arguments, rowCount: range.count)
      let clock = ContinuousClock.now
      do {
        try function.call(batch) { part, results in
          try use(
            MappedRows(
              rows: start + part.lowerBound..<start + part.upperBound,
              arguments: batch.columns, firstArgument: start, results: results.columns[0]))
        }
      } catch var error as PythonGuestError {
        error.row = error.row.map { $0 + firstRow + start }
        throw SourceFailure(file: source.file, error: error)
      }
      if let refusal { throw refusal }
      size.adapt(to: ContinuousClock.now - clock)
      start = range.upperBound
    }
  }

  /// The arguments of rows up to the first that holds a value which is none of its parameter's
  /// type, and why that one is refused. Those before it run first, as the first row that fails
  /// is the one that is told.
  private func convertible(
    _ rows: Range<Int>, _ columns: (Range<Int>) throws -> [Column]
  ) throws -> (rows: Range<Int>, arguments: [Column], refusal: TableError?) {
    var rows = rows
    var refusal: TableError?
    while true {
      do {
        return (rows, try columns(rows), refusal)
      } catch let error as TableError {
        // Another column may refuse a row before.
        guard let row = error.row, row > rows.lowerBound, rows.contains(row) else { throw error }
        (rows, refusal) = (rows.lowerBound..<row, error)
      }
    }
  }

  /// The refusal to add a column that is there already.
  func clash(file: String, line: Int? = nil) -> PythonGuestError {
    let place = ([file] + (line.map { ["line \($0)"] } ?? [])).joined(separator: ": ")
    return PythonGuestError(
      .usage, "\(place): there is a column \(resultName) already: name the result with --as")
  }
}

/// Rows of a piece of a table, with what the function was given and gave.
struct MappedRows {
  let rows: Range<Int>
  /// A column for each argument, of which row 0 is the piece's row `firstArgument`.
  let arguments: [Column]
  let firstArgument: Int
  /// Of which row 0 is the first of `rows`.
  let results: Column

  /// Where a row's result stands.
  func place(ofResult row: Int) -> Int { row - rows.lowerBound }
  /// Where a row's arguments stand.
  func place(ofArgument row: Int) -> Int { row - firstArgument }
}

/// How many rows to give to one call: more while calls are short, fewer when they
/// come near a second.
struct BatchSize {
  private(set) var rows = 256

  static let maximum = 65_536

  mutating func adapt(to time: Duration) {
    if time < .milliseconds(100) {
      rows = min(rows * 4, Self.maximum)
    } else if time > .milliseconds(500) {
      rows = max(rows / 4, 1)
    }
  }
}
