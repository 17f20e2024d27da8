import Columns
import Tables

/// Writes rows as a table for people: numbers to the right, all else to the left.
///
/// The first rows decide how wide the columns are; wider values that follow push their
/// line to the right. Columns are padded to no more than 100 characters. A terminal shows no
/// more of a value; elsewhere values are whole, and large ones pass without being kept.
final class TableWriter: ResultWriter {
  private let header: [TableCell]
  private let output: OutputFile
  /// What a value may take; nil where it is written whole.
  private let mostColumns: Int?
  private var waiting: [[TableCell]] = []
  private var waitingBytes = 0
  private var layout: [Layout]?
  private var count = 0
  /// The line that is put together.
  private var line: [UInt8] = []

  private static let mostWaitingRows = 1000
  private static let mostWaitingBytes = 1 << 20
  private static let mostPadding = 100

  private struct Layout {
    var width: Int
    var isNumeric: Bool
  }

  init(names: [String], output: OutputFile) {
    let mostColumns = output.isShown ? Self.mostPadding : nil
    self.mostColumns = mostColumns
    self.output = output
    header = names.map { TableCell(Array($0.utf8), mostColumns) }
  }

  func write(_ row: SQLRow) throws {
    count += 1
    if let layout { return try writeLine(row, layout) }
    if waiting.count < Self.mostWaitingRows, waitingBytes + bytes(row) <= Self.mostWaitingBytes {
      let cells = (0..<row.count).map { TableCell(row, $0, mostColumns) }
      waiting.append(cells)
      waitingBytes += bytes(row)
    } else {
      try writeLine(row, writeWaiting(before: row))
    }
  }

  func finish() throws {
    if layout == nil { _ = try writeWaiting(before: nil) }
    try output.write(Array("(\(grouped(count)) row\(count == 1 ? "" : "s"))\n".utf8))
  }

  func separate() throws { try output.write([UInt8(ascii: "\n")]) }

  /// What a row takes while it waits, roughly.
  private func bytes(_ row: SQLRow) -> Int {
    (0..<row.count).reduce(0) { total, column in
      let size = row.byteCount(column)
      return total + 64 + (mostColumns == nil ? size * 2 : min(size * 2, TableCell.mostBytes))
    }
  }

  // MARK: Layout

  /// Lays the table out by the rows that wait and the one that does not, and writes the former.
  private func writeWaiting(before row: SQLRow?) throws -> [Layout] {
    var layout = header.map { Layout(width: $0.width, isNumeric: false) }
    for column in layout.indices {
      var cells = waiting.map { $0[column] }
      if let row { cells.append(TableCell(beginning: row, Int32(column), mostColumns)) }
      let values = cells.filter { !$0.isNull }
      let widest = cells.reduce(layout[column].width) { max($0, $1.width) }
      layout[column].width = min(widest, Self.mostPadding)
      layout[column].isNumeric = !values.isEmpty && values.allSatisfy(\.isNumber)
    }
    self.layout = layout
    try writeLine(header, layout)
    let rule = layout.map { String(repeating: "-", count: $0.width + 2) }
    try output.write(Array((rule.joined(separator: "+") + "\n").utf8))
    for cells in waiting { try writeLine(cells, layout) }
    waiting = []
    return layout
  }

  // MARK: Lines

  private func writeLine(_ cells: [TableCell], _ layout: [Layout]) throws {
    line.removeAll(keepingCapacity: true)
    for (index, (cell, column)) in zip(cells, layout).enumerated() {
      append(cell, column, isFirst: index == 0)
    }
    try endLine()
  }

  private func writeLine(_ row: SQLRow, _ layout: [Layout]) throws {
    line.removeAll(keepingCapacity: true)
    for (index, column) in layout.enumerated() {
      let place = Int32(truncatingIfNeeded: index)
      if mostColumns == nil, row.byteCount(place) > TableCell.mostBytes {
        line.append(contentsOf: separator(isFirst: index == 0))
        try output.write(line)
        line.removeAll(keepingCapacity: true)
        try row.writeShown(place, to: output)
      } else {
        append(TableCell(row, place, mostColumns), column, isFirst: index == 0)
      }
    }
    try endLine()
  }

  private func append(_ cell: TableCell, _ column: Layout, isFirst: Bool) {
    let padding = repeatElement(UInt8(ascii: " "), count: max(0, column.width - cell.width))
    line.append(contentsOf: separator(isFirst: isFirst))
    if column.isNumeric { line.append(contentsOf: padding) }
    line.append(contentsOf: cell.text)
    if !column.isNumeric { line.append(contentsOf: padding) }
  }

  private func separator(isFirst: Bool) -> String.UTF8View { (isFirst ? " " : " | ").utf8 }

  private func endLine() throws {
    while line.last == UInt8(ascii: " ") { line.removeLast() }
    line.append(UInt8(ascii: "\n"))
    try output.write(line)
  }
}

/// A value as a table shows it.
struct TableCell {
  /// Inert UTF-8.
  let text: [UInt8]
  /// Columns of the terminal.
  let width: Int
  let isNumber: Bool
  let isNull: Bool

  /// Bytes of a value that are put together at once; larger ones pass in pieces.
  static let mostBytes = 4096

  /// - Parameter mostColumns: what longer text is shortened to; nil keeps it.
  init(_ text: [UInt8], _ mostColumns: Int?, isNumber: Bool = false, isNull: Bool = false) {
    let (shown, width) = TerminalText.printable(text)
    if let mostColumns, width > mostColumns {
      (self.text, self.width) = TerminalText.shortened(shown, to: mostColumns)
    } else {
      (self.text, self.width) = (shown, width)
    }
    self.isNumber = isNumber
    self.isNull = isNull
  }

  /// A value of a row.
  init(_ row: SQLRow, _ column: Int32, _ mostColumns: Int?) {
    if let bytes = row.textBytes(column) {
      let part = mostColumns == nil ? bytes : .init(rebasing: bytes.prefix(Self.mostBytes))
      self.init(Array(part), mostColumns)
    } else {
      let value = row.value(column, mostBytes: mostColumns == nil ? .max : Self.mostBytes)
      if value == .null {
        self.init(Array("NULL".utf8), mostColumns, isNull: true)
      } else {
        var text: [UInt8] = []
        value.appendText(to: &text)
        let isNumber = value.fits(.int64) || value.fits(.float64)
        self.init(text, mostColumns, isNumber: isNumber)
      }
    }
  }

  /// No more than the beginning of a value, from which its width can be told.
  init(beginning row: SQLRow, _ column: Int32, _ mostColumns: Int?) {
    if row.byteCount(column) > Self.mostBytes {
      self.init(Array(repeating: UInt8(ascii: "x"), count: Self.mostBytes), mostColumns)
    } else {
      self.init(row, column, mostColumns)
    }
  }
}
