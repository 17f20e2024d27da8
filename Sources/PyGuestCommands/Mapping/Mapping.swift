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

  typealias Target = () throws(TableError) -> OutputFile

  /// The columns to ask for, one a parameter; the last parameters may have none.
  ///
  /// - Parameters:
  ///   - exists: whether the table has a column of that name.
  ///   - advice: what to say of a column that it has not.
  func columnNames(
    exists: (String) -> Bool, advice: (String) -> String
  ) throws(PythonGuestError) -> [String] {
    let signature = function.signature
    if let columns {
      guard signature.arities.contains(columns.count) else {
        throw PythonGuestError(
          .usage, "\(signature.text) takes \(signature.arityText), not \(columns.count) columns")
      }
      if let missing = columns.first(where: { !exists($0) }) {
        throw PythonGuestError(
          .usage, "no column named \(quoted(Array(missing.utf8))): \(advice(missing))")
      }
      return columns
    }
    let names = signature.parameters.map(\.name)
    let taken = names.firstIndex { !exists($0) } ?? names.count
    let isEnough = signature.arities.contains(taken) && !names[taken...].contains(where: exists)
    guard isEnough else {
      throw PythonGuestError(
        .usage,
        "no column has the parameter's name \(names[taken]): name columns with --columns; "
          + advice(names[taken]))
    }
    return Array(names[..<taken])
  }

  /// Calls the function for rows in pieces, so that one call stays well below its
  /// time limit.
  ///
  /// - Parameters:
  ///   - rows: of one piece of the table.
  ///   - firstRow: their first row in the whole table, from 0.
  func results(
    rows: Int, firstRow: Int, size: inout BatchSize,
    columns: (Range<Int>) throws -> [Column], use: (Range<Int>, [Column], Column) throws -> Void
  ) throws {
    var start = 0
    while start < rows {
      let range = start..<min(start + size.rows, rows)
      let batch = try Batch(columns: columns(range), rowCount: range.count)
      let clock = ContinuousClock.now
      let result = try source.attributing { () throws(PythonGuestError) in
        do throws(PythonGuestError) {
          return try function.call(batch)
        } catch {
          var error = error
          error.row = error.row.map { $0 + firstRow + start }
          throw error
        }
      }
      size.adapt(to: ContinuousClock.now - clock)
      try use(range, batch.columns, result)
      start = range.upperBound
    }
  }

  /// The refusal to add a column that is there already.
  func clash(file: String, line: Int? = nil) -> PythonGuestError {
    let place = ([file] + (line.map { ["line \($0)"] } ?? [])).joined(separator: ": ")
    return PythonGuestError(
      .usage, "\(place): there is a column \(resultName) already: name the result with --as")
  }
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
