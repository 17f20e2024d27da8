import Columns
import PythonGuest
import Tables

extension Mapping {
  /// Maps a CSV table. Fields keep their text, in quotes where they were.
  func run(_ reader: CSVReader, to target: Target, form: OutputForm) throws {
    let header = reader.header
    let indices = try columnIndices(in: header, otherDelimiter: reader.otherDelimiter)
    if accumulation == nil, let name = resultNames.first(where: header.contains) {
      throw clash(name, file: reader.file)
    }
    let output = try target()
    if !form.isJSON, form.hasHeader, accumulation == nil {
      try output.write(headerLine(reader, form))
    }
    var size = BatchSize()
    var done = 0
    var progress = Progress(unit: "rows", isQuiet: isQuiet)
    defer { progress.finish() }
    while let records = try reader.next() {
      let columns = { (rows: Range<Int>) throws -> [Column] in
        try zip(indices, function.signature.parameters(for: indices.count)).map {
          index, parameter in
          guard let index else { return .defaults(rows: rows.count) }
          return try records.column(
            index, named: header[index], as: parameter.type.column, rows: rows)
        }
      }
      try locating(in: records, firstRow: done, columns: columns) {
        try results(rows: 0..<records.count, firstRow: done, size: &size, columns: columns) {
          mapped in
          if form.isJSON {
            try writeJSONLines(records, mapped, header, indices, to: output)
          } else {
            try writeCSV(records, mapped, reader, form, to: output)
          }
          progress.update(done + mapped.rows.upperBound)
        }
      }
      done += records.count
      try output.flush()
    }
    if let accumulation { try writeResult(of: accumulation, to: output, form: form) }
    try output.finish()
  }

  /// The names as they stand in the file, where the form is the same.
  private func headerLine(_ reader: CSVReader, _ form: OutputForm) -> [UInt8] {
    guard reader.delimiter == form.delimiter, reader.hasHeader, formulas == .keep else {
      let names = (reader.header + resultNames).map { Array($0.utf8) }
      let line = CSVText.line(names, delimiter: form.delimiter, formulas: formulas)
      return line.dropLast() + reader.lineEnd
    }
    var line = Array(reader.headerText)
    for name in resultNames {
      line.append(form.delimiter)
      CSVText.appendField(Array(name.utf8)[...], delimiter: form.delimiter, to: &line)
    }
    return line + reader.lineEnd
  }

  /// Each record as it was, with the result behind it.
  private func writeCSV(
    _ records: CSVRecords, _ mapped: MappedRows, _ reader: CSVReader, _ form: OutputForm,
    to output: OutputFile
  ) throws {
    let isSameForm = reader.delimiter == form.delimiter
    let lineEnd = reader.lineEnd
    var text: [UInt8] = []
    for index in 0..<mapped.results.rowCount {
      let row = mapped.row(ofResult: index)
      if isSameForm {
        records.appendText(of: row, formulas: formulas, to: &text)
      } else {
        records.appendCSV(row: row, delimiter: form.delimiter, formulas: formulas, to: &text)
      }
      for column in mapped.results.columns {
        text.append(form.delimiter)
        try output.appendCSV(
          column, row: index, delimiter: form.delimiter, formulas: formulas, to: &text)
      }
      text.append(contentsOf: lineEnd)
      try output.drain(&text)
    }
    try output.write(text)
  }

  /// Objects whose members are the columns: those that were given to the function in
  /// its types, all others as text.
  private func writeJSONLines(
    _ records: CSVRecords, _ mapped: MappedRows, _ header: [String], _ indices: [Int?],
    to output: OutputFile
  ) throws {
    let names = (header + resultNames).map { Array("\(JSONText.string($0)):".utf8) }
    var typed = [Column?](repeating: nil, count: header.count)
    for case (let index?, let column) in zip(indices, mapped.arguments) { typed[index] = column }
    var text: [UInt8] = []
    for result in 0..<mapped.results.rowCount {
      let row = mapped.row(ofResult: result)
      text.append(UInt8(ascii: "{"))
      for index in header.indices {
        text.append(contentsOf: names[index])
        if let column = typed[index] {
          try output.appendJSON(column, row: mapped.place(ofArgument: row), to: &text)
        } else {
          try records.appendJSON(row: row, column: index, to: &text)
        }
        text.append(UInt8(ascii: ","))
      }
      for (name, column) in zip(names[header.count...], mapped.results.columns) {
        text.append(contentsOf: name)
        try output.appendJSON(column, row: result, to: &text)
        text.append(UInt8(ascii: ","))
      }
      text.removeLast()
      text.append(contentsOf: "}\n".utf8)
      try output.drain(&text)
    }
    try output.write(text)
  }
}
