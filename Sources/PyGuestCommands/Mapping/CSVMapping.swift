import Columns
import PythonGuest
import Tables

extension Mapping {
  /// Maps a CSV table. Fields keep their text, in quotes where they were.
  func run(_ reader: CSVReader, to target: Target, format: TableFormat) throws {
    let header = reader.header
    let indices = try columnIndices(in: header)
    if header.contains(resultName) { throw clash(file: reader.file) }
    let output = try target()
    if format == .csv { try output.write(headerLine(reader)) }
    var size = BatchSize()
    var done = 0
    var progress = Progress(unit: "rows", isQuiet: isQuiet)
    defer { progress.finish() }
    while let records = try reader.next() {
      let columns = { (rows: Range<Int>) in
        try zip(indices, function.signature.parameters).map { index, parameter in
          guard let index else {
            return try Column(repeating: parameter.defaultValue ?? .null, count: rows.count)
          }
          return try records.column(
            index, named: header[index], as: parameter.type.column, rows: rows)
        }
      }
      try locating(in: records, firstRow: done, columns: columns) {
        try results(rows: records.count, firstRow: done, size: &size, columns: columns) {
          rows, columns, result in
          let text =
            switch format {
            case .csv: try csv(records, rows, result, lineEnd: reader.lineEnd)
            default: try jsonLines(records, rows, header, zip(indices, columns), result)
            }
          try output.write(text)
          progress.update(done + rows.upperBound)
        }
      }
      done += records.count
      try output.flush()
    }
    try output.finish()
  }

  private func headerLine(_ reader: CSVReader) -> [UInt8] {
    var line = Array(reader.headerText) + [UInt8(ascii: ",")]
    CSVText.appendField(Array(resultName.utf8)[...], to: &line)
    return line + reader.lineEnd
  }

  /// Each record as it was, with the result behind it.
  private func csv(
    _ records: CSVRecords, _ rows: Range<Int>, _ result: Column, lineEnd: [UInt8]
  ) throws -> [UInt8] {
    var text: [UInt8] = []
    for row in rows {
      text.append(contentsOf: records.text(of: row))
      text.append(UInt8(ascii: ","))
      try result.appendCSV(row: row - rows.lowerBound, to: &text)
      text.append(contentsOf: lineEnd)
    }
    return text
  }

  /// Objects whose members are the columns: those that were given to the function in
  /// its types, all others as text.
  private func jsonLines(
    _ records: CSVRecords, _ rows: Range<Int>, _ header: [String],
    _ converted: Zip2Sequence<[Int?], [Column]>, _ result: Column
  ) throws -> [UInt8] {
    let names = (header + [resultName]).map { Array("\(JSONText.string($0)):".utf8) }
    var typed = [Column?](repeating: nil, count: header.count)
    for case (let index?, let column) in converted { typed[index] = column }
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

extension Column {
  /// A value in each row.
  fileprivate init(repeating value: Value, count: Int) throws(ColumnError) {
    var builder = ColumnBuilder(type: value.type, capacity: count)
    for _ in 0..<count { try builder.append(value) }
    self = try builder.finish()
  }
}
