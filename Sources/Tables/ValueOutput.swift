public import Columns

// Values go out in pieces, so that what waits in memory is bounded however large they are.
extension OutputFile {
  /// Bytes of a value that are put into their form at once.
  private static let pieceBytes = 3 << 12

  /// Writes a value as JSON.
  public func writeJSON(_ value: Value) throws(TableError) {
    switch value {
    case .utf8(let text):
      try text.utf8Span.span.withUnsafeBytes { text throws(TableError) in
        try writeJSON(string: text)
      }
    case .binary(let bytes):
      try bytes.span.withUnsafeBytes { bytes throws(TableError) in
        try writeJSON(base64: bytes)
      }
    default:
      value.appendJSON(to: &buffer)
      try flushIfFull()
    }
  }

  /// Writes text as a JSON string.
  public func writeJSON(string: UnsafeRawBufferPointer) throws(TableError) {
    buffer.append(ASCII.quote)
    try inPieces(string) { piece, buffer in JSONText.appendEscaped(piece, to: &buffer) }
    buffer.append(ASCII.quote)
  }

  /// Writes bytes as a JSON string of Base64.
  public func writeJSON(base64 bytes: UnsafeRawBufferPointer) throws(TableError) {
    buffer.append(ASCII.quote)
    try write(base64: bytes)
    buffer.append(ASCII.quote)
  }

  /// Writes bytes as Base64.
  public func write(base64 bytes: UnsafeRawBufferPointer) throws(TableError) {
    try inPieces(bytes) { piece, buffer in Base64.encode(piece, into: &buffer) }
  }

  /// Writes text as a CSV field.
  public func writeCSV(
    field: UnsafeRawBufferPointer, delimiter: UInt8 = UInt8(ascii: ","),
    formulas: FormulaText = .keep
  ) throws(TableError) {
    if field.count <= Self.pieceBytes {
      CSVText.appendField(field, delimiter: delimiter, formulas: formulas, to: &buffer)
      return try flushIfFull()
    }
    let needsQuotes = CSVText.needsQuotes(field, delimiter)
    if needsQuotes { buffer.append(ASCII.quote) }
    if formulas.guards(field) { buffer.append(CSVText.apostrophe) }
    if needsQuotes {
      try inPieces(field) { piece, buffer in CSVText.appendQuoted(piece, to: &buffer) }
      buffer.append(ASCII.quote)
    } else {
      try write(field)
    }
  }

  /// Writes a value that is neither text nor bytes as text.
  public func write(textOf value: Value) throws(TableError) {
    value.appendText(to: &buffer)
    try flushIfFull()
  }

  /// Writes bytes as a CSV field of Base64.
  public func writeCSV(
    blob bytes: UnsafeRawBufferPointer, formulas: FormulaText = .keep
  ) throws(TableError) {
    if formulas == .escape, bytes.first.map({ $0 >> 2 }) == Base64.plus {
      buffer.append(CSVText.apostrophe)
    }
    try write(base64: bytes)
  }

  private func inPieces(
    _ bytes: UnsafeRawBufferPointer, _ append: (UnsafeRawBufferPointer, inout [UInt8]) -> Void
  ) throws(TableError) {
    for start in stride(from: 0, to: bytes.count, by: Self.pieceBytes) {
      let piece = bytes[start..<min(start + Self.pieceBytes, bytes.count)]
      append(UnsafeRawBufferPointer(rebasing: piece), &buffer)
      try flushIfFull()
    }
  }
}

extension OutputFile {
  /// Appends a row of a column as JSON to a line that is put together; a large value is written
  /// at once, behind that line.
  public func appendJSON(_ column: Column, row: Int, to line: inout [UInt8]) throws {
    guard hasLargeValue(column, row) else {
      return try column.appendJSON(row: row, to: &line)
    }
    try drain(&line, least: 0)
    try column.withBytes(at: row) { (value) throws(TableError) in
      if column.type == .utf8 { try writeJSON(string: value) } else { try writeJSON(base64: value) }
    }
  }

  /// Appends a row of a column as a CSV field to a line that is put together; a large value is
  /// written at once, behind that line.
  public func appendCSV(
    _ column: Column, row: Int, delimiter: UInt8 = UInt8(ascii: ","),
    formulas: FormulaText = .keep, to line: inout [UInt8]
  ) throws {
    guard hasLargeValue(column, row) else {
      return try column.appendCSV(row: row, delimiter: delimiter, formulas: formulas, to: &line)
    }
    try drain(&line, least: 0)
    try column.withBytes(at: row) { (value) throws(TableError) in
      if column.type == .utf8 {
        try writeCSV(field: value, delimiter: delimiter, formulas: formulas)
      } else {
        try writeCSV(blob: value, formulas: formulas)
      }
    }
  }

  /// Writes lines that were put together, where they have become many.
  public func drain(_ lines: inout [UInt8], least: Int = 1 << 16) throws(TableError) {
    guard lines.count >= least else { return }
    try write(lines)
    lines.removeAll(keepingCapacity: true)
  }

  /// Whether a row is not put into its form at once.
  private func hasLargeValue(_ column: Column, _ row: Int) -> Bool {
    guard column.type == .utf8 || column.type == .binary, !column.isNull(row) else { return false }
    return column.withBytes(at: row) { $0.count } > Self.pieceBytes
  }
}
