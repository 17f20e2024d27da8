import Columns
import PythonGuest
import Tables

extension Mapping {
  /// Maps JSON lines. Objects keep their text.
  func run(_ reader: JSONLinesReader, to target: Target, form: OutputForm) throws {
    var arguments = try MemberArguments(self)
    let output = try target()
    var size = BatchSize()
    var done = 0
    var csv: JSONToCSV?
    var progress = Progress(unit: "rows", isQuiet: isQuiet)
    defer { progress.finish() }
    while let records = try reader.next() {
      if accumulation == nil { try checkClash(records) }
      if !form.isJSON, csv == nil, accumulation == nil {
        let writer = JSONToCSV(
          columns: JSONColumns(records.keys(of: 0)), form: form, formulas: formulas)
        if form.hasHeader { try output.write(writer.header(adding: resultNames)) }
        csv = writer
      }
      for run in arguments.runs(in: records) {
        try map(run, of: records, arguments.keys, firstRow: done, size: &size) { mapped in
          if let csv {
            try csv.writeLines(records, mapped, to: output)
          } else {
            try writeJSONLines(records, mapped, to: output)
          }
          progress.update(done + mapped.rows.upperBound)
        }
      }
      done += records.count
      // As long as a table may have to be refused, its beginning can wait.
      if arguments.unseen.isEmpty { try output.flush() }
    }
    if done > 0 { try arguments.finish() }
    if let accumulation { try writeResult(of: accumulation, to: output, form: form) }
    try output.finish()
  }

  /// Calls the function for some of a piece's objects.
  private func map(
    _ run: MemberArguments.Run, of records: JSONRecords, _ keys: [[UInt8]], firstRow: Int,
    size: inout BatchSize, use: (MappedRows) throws -> Void
  ) throws {
    let parameters = function.signature.parameters(for: run.given.count)
    let columns = { (rows: Range<Int>) throws -> [Column] in
      try parameters.enumerated().map { index, parameter in
        if run.given.defaults.contains(index) { return .defaults(rows: rows.count) }
        return try records.column(
          keys[index], as: parameter.type.column, rows: rows,
          missing: parameter.defaultValue ?? .null)
      }
    }
    try locating(in: records, firstRow: firstRow, columns: columns) {
      try results(rows: run.rows, firstRow: firstRow, size: &size, columns: columns, use: use)
    }
  }

  private func checkClash(_ records: JSONRecords) throws(PythonGuestError) {
    for name in resultNames {
      let key = Array(name.utf8)
      if let row = (0..<records.count).first(where: { records.has(key, row: $0) }) {
        throw clash(name, file: records.file, line: records.line(of: row))
      }
    }
  }

  /// Each object as it was, with the result as its last member.
  private func writeJSONLines(
    _ records: JSONRecords, _ mapped: MappedRows, to output: OutputFile
  ) throws {
    let names = resultNames.map { Array("\(JSONText.string($0)):".utf8) }
    var text: [UInt8] = []
    for index in 0..<mapped.results.rowCount {
      let row = mapped.row(ofResult: index)
      text.append(contentsOf: records.text(of: row).dropLast())
      if !records.isEmpty(row) { text.append(UInt8(ascii: ",")) }
      for (name, column) in zip(names, mapped.results.columns) {
        text.append(contentsOf: name)
        try output.appendJSON(column, row: index, to: &text)
        text.append(UInt8(ascii: ","))
      }
      text.removeLast()
      text.append(contentsOf: "}\n".utf8)
      try output.drain(&text)
    }
    try output.write(text)
  }
}

/// Writes objects as CSV, with the columns of the first one.
private struct JSONToCSV {
  let columns: JSONColumns
  let form: OutputForm
  let formulas: FormulaText

  func header(adding names: [String]) -> [UInt8] {
    CSVText.line(
      columns.keys + names.map { Array($0.utf8) }, delimiter: form.delimiter, formulas: formulas)
  }

  func writeLines(
    _ records: JSONRecords, _ mapped: MappedRows, to output: OutputFile
  ) throws {
    var text: [UInt8] = []
    for index in 0..<mapped.results.rowCount {
      let row = mapped.row(ofResult: index)
      try records.appendCSV(
        row: row, columns: columns, delimiter: form.delimiter, formulas: formulas, to: &text)
      for column in mapped.results.columns {
        text.append(form.delimiter)
        try output.appendCSV(
          column, row: index, delimiter: form.delimiter, formulas: formulas, to: &text)
      }
      text.append(UInt8(ascii: "\n"))
      try output.drain(&text)
    }
    try output.write(text)
  }
}
