import Columns
import Tables

/// Writes rows as a table for people: numbers to the right, all else to the left.
///
/// The first rows decide how wide the columns are; wider values that follow push their
/// line to the right.
final class TableWriter: ResultWriter {
  private let header: [Cell]
  private let output: OutputFile
  private var waiting: [[Cell]] = []
  private var layout: [Layout]?
  private var count = 0
  /// The line that is put together.
  private var line: [UInt8] = []

  private static let rowsForLayout = 1000

  private struct Cell {
    /// Printable UTF-8.
    let text: [UInt8]
    /// Columns of the terminal.
    let width: Int
    let isNumber: Bool
    let isNull: Bool

    init(_ text: [UInt8], isNumber: Bool = false, isNull: Bool = false) {
      (self.text, width) = TerminalText.printable(text)
      self.isNumber = isNumber
      self.isNull = isNull
    }
  }

  private struct Layout {
    var width: Int
    var isNumeric: Bool
  }

  init(names: [String], output: OutputFile) {
    header = names.map { Cell(Array($0.utf8)) }
    self.output = output
  }

  func write(_ row: SQLRow) throws {
    let cells = (0..<row.count).map { cell(row.value($0)) }
    count += 1
    if let layout {
      try writeLine(cells, layout)
    } else {
      waiting.append(cells)
      if waiting.count == Self.rowsForLayout { try writeWaiting() }
    }
  }

  func finish() throws {
    if layout == nil { try writeWaiting() }
    try output.write(Array("(\(grouped(count)) row\(count == 1 ? "" : "s"))\n".utf8))
  }

  func separate() throws { try output.write([UInt8(ascii: "\n")]) }

  private func cell(_ value: Value) -> Cell {
    if value == .null { return Cell(Array("NULL".utf8), isNull: true) }
    var text: [UInt8] = []
    value.appendText(to: &text)
    return Cell(text, isNumber: value.type == .int64 || value.type == .float64)
  }

  /// Lays the table out by the rows that wait, and writes them.
  private func writeWaiting() throws {
    let layout = header.enumerated().map { column, name in
      let values = waiting.lazy.map { $0[column] }.filter { !$0.isNull }
      let widest = waiting.lazy.map { $0[column].width }.max() ?? 0
      return Layout(
        width: max(name.width, widest),
        isNumeric: !values.isEmpty && values.allSatisfy(\.isNumber))
    }
    self.layout = layout
    try writeLine(header, layout)
    let rule = layout.map { String(repeating: "-", count: $0.width + 2) }
    try output.write(Array((rule.joined(separator: "+") + "\n").utf8))
    for cells in waiting { try writeLine(cells, layout) }
    waiting = []
  }

  private func writeLine(_ cells: [Cell], _ layout: [Layout]) throws {
    line.removeAll(keepingCapacity: true)
    for (index, (cell, column)) in zip(cells, layout).enumerated() {
      let padding = repeatElement(UInt8(ascii: " "), count: max(0, column.width - cell.width))
      line.append(contentsOf: (index == 0 ? " " : " | ").utf8)
      if column.isNumeric { line.append(contentsOf: padding) }
      line.append(contentsOf: cell.text)
      if !column.isNumeric { line.append(contentsOf: padding) }
    }
    while line.last == UInt8(ascii: " ") { line.removeLast() }
    line.append(UInt8(ascii: "\n"))
    try output.write(line)
  }
}

/// Text as a terminal shows it.
enum TerminalText {
  /// The text with control characters, which could move the cursor, written as escapes;
  /// and the columns it takes, where East Asian characters and emoji take two.
  static func printable(_ text: [UInt8]) -> (text: [UInt8], width: Int) {
    if text.allSatisfy({ (0x20..<0x7F).contains($0) }) { return (text, text.count) }
    let string = String(decoding: text, as: UTF8.self)
    let shown = string.unicodeScalars.reduce(into: "") { result, scalar in
      if isControl(scalar) {
        result += scalar.escaped(asASCII: true)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    let width = shown.reduce(0) { width, character in
      width + (character.unicodeScalars.contains(where: isWide) ? 2 : 1)
    }
    return (Array(shown.utf8), width)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control
      || scalar.properties.generalCategory == .lineSeparator
      || scalar.properties.generalCategory == .paragraphSeparator
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default: scalar.properties.isEmojiPresentation
    }
  }
}
