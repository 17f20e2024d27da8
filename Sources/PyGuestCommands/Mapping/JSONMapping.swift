import Columns
import PythonGuest
import Tables

extension Mapping {
  /// Maps JSON lines. Objects keep their text; a member that is not there is NULL.
  func run(_ reader: JSONLinesReader, to target: Target, form: OutputForm) throws {
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
      if !form.isJSON, csv == nil {
        let writer = JSONToCSV(columns: JSONColumns(records.keys(of: 0)), form: form)
        if form.hasHeader { try output.write(writer.header(adding: resultName)) }
        csv = writer
      }
      try results(rows: records.count, firstRow: done, size: &size) { rows in
        try zip(parameters, function.signature.parameters).map { name, parameter in
          try records.column(Array(name.utf8), as: parameter.type.column, rows: rows)
        }
      } use: { rows, _, result in
        try output.write(
          csv?.lines(records, rows, result) ?? jsonLines(records, rows, result))
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
    } advice: {
      let first = records.keys(of: 0).map { String(decoding: $0, as: UTF8.self) }
      return ColumnAdvice.text(missing: $0, among: first)
    }
  }

  /// Each object as it was, with the result as its last member.
  private func jsonLines(
    _ records: JSONRecords, _ rows: Range<Int>, _ result: Column
  ) throws -> [UInt8] {
    let name = Array("\(JSONText.string(resultName)):".utf8)
    var text: [UInt8] = []
    for row in rows {
      text.append(contentsOf: records.text(of: row).dropLast())
      if !records.isEmpty(row) { text.append(UInt8(ascii: ",")) }
      text.append(contentsOf: name)
      try result.appendJSON(row: row - rows.lowerBound, to: &text)
      text.append(contentsOf: "}\n".utf8)
    }
    return text
  }
}

/// Writes objects as CSV, with the columns of the first one.
private struct JSONToCSV {
  let columns: JSONColumns
  let form: OutputForm

  func header(adding name: String) -> [UInt8] {
    CSVText.line(columns.keys + [Array(name.utf8)], delimiter: form.delimiter)
  }

  func lines(_ records: JSONRecords, _ rows: Range<Int>, _ result: Column) throws -> [UInt8] {
    var text: [UInt8] = []
    for row in rows {
      try records.appendCSV(row: row, columns: columns, delimiter: form.delimiter, to: &text)
      text.append(form.delimiter)
      try result.appendCSV(row: row - rows.lowerBound, delimiter: form.delimiter, to: &text)
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }
}
