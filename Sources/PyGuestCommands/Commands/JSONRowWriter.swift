import Columns
import Tables

/// Writes a table's rows as JSON objects, a line each.
struct JSONRowWriter {
  /// What stands before each value: a brace or comma, and the name.
  private let names: [[UInt8]]

  init(_ names: [String]) {
    self.names = names.enumerated().map { index, name in
      Array("\(index == 0 ? "{" : ",")\(JSONText.string(name)):".utf8)
    }
  }

  func write(_ rows: Batch, to output: OutputFile) throws {
    var text: [UInt8] = []
    for row in 0..<rows.rowCount {
      for (name, column) in zip(names, rows.columns) {
        text.append(contentsOf: name)
        try output.appendJSON(column, row: row, to: &text)
      }
      text.append(contentsOf: "}\n".utf8)
      try output.drain(&text)
    }
    try output.write(text)
  }
}
