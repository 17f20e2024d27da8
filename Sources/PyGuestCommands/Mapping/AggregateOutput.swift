import Columns
import PythonGuest
import Tables

extension Mapping {
  /// Writes the one row of an aggregate.
  func writeResult(of accumulation: Accumulation, to output: OutputFile, form: OutputForm) throws {
    let result: Batch
    do {
      result = try accumulation.finish()
    } catch var error as PythonGuestError {
      error.row = nil
      throw SourceFailure(file: source.file, error: error)
    }
    var text: [UInt8] = []
    if form.isJSON {
      text += Array("{\(JSONText.string(resultNames[0])):".utf8)
      try output.appendJSON(result.columns[0], row: 0, to: &text)
      text += Array("}\n".utf8)
    } else {
      if form.hasHeader {
        text += CSVText.line(
          resultNames.map { Array($0.utf8) }, delimiter: form.delimiter, formulas: formulas)
      }
      let start = text.count
      try output.appendCSV(
        result.columns[0], row: 0, delimiter: form.delimiter, formulas: formulas, to: &text)
      // An empty line would be no row.
      if text.count == start { text += Array("\"\"".utf8) }
      text.append(UInt8(ascii: "\n"))
    }
    try output.write(text)
  }
}
