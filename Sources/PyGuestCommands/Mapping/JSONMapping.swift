import Columns
import PythonGuest
import Tables

extension Mapping {
  /// Maps JSON lines. Objects keep their text; a member that is not there is NULL.
  func run(_ reader: JSONLinesReader, to target: Target, format: TableFormat) throws {
    let output = try target()
    var size = BatchSize()
    var done = 0
    var names: [String]?
    var csv: JSONToCSV?
    var progress = Progress(unit: "rows", isQuiet: isQuiet)
    defer { progress.finish() }
    while let records = try reader.next() {
      let rows = 0..<records.count
      let parameters = try names ?? columnNames(in: records)
      names = parameters
      let key = Array(resultName.utf8)
      if let row = rows.first(where: { records.has(key, row: $0) }) {
        throw clash(file: records.file, line: records.line(of: row))
      }
      if format == .csv, csv == nil {
        let writer = JSONToCSV(keys: records.keys(of: 0), formulas: formulas)
        try output.write(writer.header(adding: resultName))
        csv = writer
      }
      try results(rows: records.count, firstRow: done, size: &size) { rows in
        try zip(parameters, function.signature.parameters).map { name, parameter in
          try records.column(Array(name.utf8), as: parameter.type.column, rows: rows)
        }
      } use: { rows, _, result in
        if let csv {
          try csv.writeLines(records, rows, result, to: output)
        } else {
          try writeJSONLines(records, rows, result, to: output)
        }
        progress.update(done + rows.upperBound)
      }
      done += records.count
      try output.flush()
    }
    try output.finish()
  }

  /// The members parameters take. As members may be missing, a parameter that is NULL
  /// in all first rows is taken for wrong only if it cannot be `None`.
  private func columnNames(in records: JSONRecords) throws(PythonGuestError) -> [String] {
    let optional = function.signature.parameters.filter { $0.type.isNullable && !$0.hasDefault }
    let optionalNames = columns == nil ? Set(optional.map(\.name)) : []
    return try columnNames { name in
      optionalNames.contains(name)
        || (0..<records.count).contains { records.has(Array(name.utf8), row: $0) }
    }
  }

  /// Each object as it was, with the result as its last member.
  private func writeJSONLines(
    _ records: JSONRecords, _ rows: Range<Int>, _ result: Column, to output: OutputFile
  ) throws {
    let name = Array("\(JSONText.string(resultName)):".utf8)
    var text: [UInt8] = []
    for row in rows {
      text.append(contentsOf: records.text(of: row).dropLast())
      if !records.isEmpty(row) { text.append(UInt8(ascii: ",")) }
      text.append(contentsOf: name)
      try output.appendJSON(result, row: row - rows.lowerBound, to: &text)
      text.append(contentsOf: "}\n".utf8)
      try output.drain(&text)
    }
    try output.write(text)
  }
}

/// Writes objects as CSV, with the columns of the first one.
private struct JSONToCSV {
  let keys: [[UInt8]]
  let formulas: FormulaText

  func header(adding name: String) -> [UInt8] {
    CSVText.line(keys + [Array(name.utf8)], formulas: formulas)
  }

  func writeLines(
    _ records: JSONRecords, _ rows: Range<Int>, _ result: Column, to output: OutputFile
  ) throws {
    var text: [UInt8] = []
    for row in rows {
      try records.appendCSV(row: row, keys: keys, formulas: formulas, to: &text)
      text.append(UInt8(ascii: ","))
      try output.appendCSV(result, row: row - rows.lowerBound, formulas: formulas, to: &text)
      text.append(UInt8(ascii: "\n"))
      try output.drain(&text)
    }
    try output.write(text)
  }
}
