import Columns
import PythonGuest
import Tables

/// A function that is called for every row of a table.
struct Mapping {
  let function: Function
  let source: PythonSource
  /// The names of the columns with the results.
  let resultNames: [String]
  /// Of an aggregate: the one group that all rows are.
  let accumulation: Accumulation?
  /// The columns parameters take, in order; nil takes those of the same name.
  let columns: [String]?
  let isQuiet: Bool
  /// What becomes of text in CSV that a spreadsheet would take for a formula.
  var formulas = FormulaText.keep

  typealias Target = () throws(TableError) -> OutputFile

  /// - Parameter resultName: of the column with the results; without it, the function says.
  init(
    function: Function, source: PythonSource, resultName: String?, columns: [String]?,
    isQuiet: Bool, formulas: FormulaText
  ) throws(PythonGuestError) {
    self.function = function
    self.source = source
    self.columns = columns
    self.isQuiet = isQuiet
    self.formulas = formulas
    let signature = function.signature
    accumulation = signature.kind == .aggregate ? Accumulation(function) : nil
    let names = signature.kind == .table ? signature.columns.map(\.name) : [signature.name]
    guard let resultName else {
      resultNames = names
      return
    }
    guard names.count == 1 else {
      throw PythonGuestError(
        .usage,
        "--as names one column, but \(signature.name) gives \(shown(names: names)): leave it out")
    }
    resultNames = [resultName]
  }

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
        try apply(to: batch) { part, isRepeated, results in
          try use(
            MappedRows(
              rows: start + part.lowerBound..<start + part.upperBound, isRepeated: isRepeated,
              arguments: batch.columns, firstArgument: start, results: results))
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

  /// Runs the function over rows.
  ///
  /// - Parameter use: takes results with the rows that they are of: one each, or all of the one row.
  private func apply(
    to batch: Batch, _ use: (_ rows: Range<Int>, _ isRepeated: Bool, Batch) throws -> Void
  ) throws {
    if let accumulation { return try accumulation.add(batch) }
    guard function.signature.kind == .table else {
      return try function.call(batch) { rows, results in try use(rows, false, results) }
    }
    for row in 0..<batch.rowCount {
      let values = try batch.columns.map { try $0.value(at: row) }
      do {
        try function.rows(values) { try use(row..<row + 1, true, $0) }
      } catch var error as PythonGuestError {
        // Of the table that is read, not of what it gives for the row.
        error.row = row
        throw error
      }
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
  func clash(_ name: String, file: String, line: Int? = nil) -> PythonGuestError {
    let place = ([file] + (line.map { ["line \($0)"] } ?? [])).joined(separator: ": ")
    let advice =
      resultNames.count == 1
      ? "name the result with --as" : "name the fields of \(function.signature.name)'s rows anew"
    return PythonGuestError(.usage, "\(place): there is a column \(name) already: \(advice)")
  }
}

/// Rows of a piece of a table, with what the function was given and gave.
struct MappedRows {
  let rows: Range<Int>
  /// Whether all results are of the one row.
  let isRepeated: Bool
  /// A column for each argument, of which row 0 is the piece's row `firstArgument`.
  let arguments: [Column]
  let firstArgument: Int
  /// Columns of which row 0 is the first of `rows`, or its first result.
  let results: Batch

  /// The row that a result is of.
  func row(ofResult index: Int) -> Int { rows.lowerBound + (isRepeated ? 0 : index) }
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
