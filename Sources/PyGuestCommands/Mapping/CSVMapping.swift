import Columns
import PythonGuest
import Tables

extension Mapping {
  /// Maps a CSV table. Fields keep their text, in quotes where they were.
  func run(_ reader: CSVReader, to target: Target, form: OutputForm) throws {
    let header = reader.header
    let names = try columnNames {
      header.contains($0)
    } advice: {
      ColumnAdvice.text(missing: $0, among: header, otherDelimiter: reader.otherDelimiter)
    }
    if header.contains(resultName) { throw clash(file: reader.file) }
    let indices = names.compactMap { header.firstIndex(of: $0) }
    let output = try target()
    if !form.isJSON, form.hasHeader { try output.write(headerLine(reader, form)) }
    var size = BatchSize()
    var done = 0
    var progress = Progress(unit: "rows", isQuiet: isQuiet)
    defer { progress.finish() }
    while let records = try reader.next() {
      try results(rows: records.count, firstRow: done, size: &size) { rows in
        try zip(indices, function.signature.parameters).map { index, parameter in
          try records.column(index, named: header[index], as: parameter.type.column, rows: rows)
        }
      } use: { rows, columns, result in
        let text =
          form.isJSON
          ? try jsonLines(records, rows, header, zip(indices, columns), result)
          : try csv(records, rows, result, reader, form)
        try output.write(text)
        progress.update(done + rows.upperBound)
      }
      done += records.count
      try output.flush()
    }
    try output.finish()
  }

  /// The names as they stand in the file, where the form is the same.
  private func headerLine(_ reader: CSVReader, _ form: OutputForm) -> [UInt8] {
    guard reader.delimiter == form.delimiter, reader.hasHeader else {
      let names = (reader.header + [resultName]).map { Array($0.utf8) }
      return CSVText.line(names, delimiter: form.delimiter).dropLast() + reader.lineEnd
    }
    var line = Array(reader.headerText) + [form.delimiter]
    CSVText.appendField(Array(resultName.utf8)[...], delimiter: form.delimiter, to: &line)
    return line + reader.lineEnd
  }

  /// Each record as it was, with the result behind it.
  private func csv(
    _ records: CSVRecords, _ rows: Range<Int>, _ result: Column, _ reader: CSVReader,
    _ form: OutputForm
  ) throws -> [UInt8] {
    let isSameForm = reader.delimiter == form.delimiter
    let lineEnd = reader.lineEnd
    var text: [UInt8] = []
    for row in rows {
      if isSameForm {
        text.append(contentsOf: records.text(of: row))
      } else {
        records.appendCSV(row: row, delimiter: form.delimiter, to: &text)
      }
      text.append(form.delimiter)
      try result.appendCSV(row: row - rows.lowerBound, delimiter: form.delimiter, to: &text)
      text.append(contentsOf: lineEnd)
    }
    return text
  }

  /// Objects whose members are the columns: those that were given to the function in
  /// its types, all others as text.
  private func jsonLines(
    _ records: CSVRecords, _ rows: Range<Int>, _ header: [String],
    _ converted: Zip2Sequence<[Int], [Column]>, _ result: Column
  ) throws -> [UInt8] {
    let names = (header + [resultName]).map { Array("\(JSONText.string($0)):".utf8) }
    var typed = [Column?](repeating: nil, count: header.count)
    for (index, column) in converted { typed[index] = column }
    var text: [UInt8] = []
    for row in rows {
      text.append(UInt8(ascii: "{"))
      for index in header.indices {
        text.append(contentsOf: names[index])
        if let column = typed[index] {
          try column.appendJSON(row: row - rows.lowerBound, to: &text)
        } else {
          try records.appendJSON(row: row, column: index, to: &text)
        }
        text.append(UInt8(ascii: ","))
      }
      text.append(contentsOf: names[header.count])
      try result.appendJSON(row: row - rows.lowerBound, to: &text)
      text.append(contentsOf: "}\n".utf8)
    }
    return text
  }
}
