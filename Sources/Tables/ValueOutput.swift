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
    field: UnsafeRawBufferPointer, formulas: FormulaText = .keep
  ) throws(TableError) {
    if field.count <= Self.pieceBytes {
      CSVText.appendField(field, formulas: formulas, to: &buffer)
      return try flushIfFull()
    }
    let needsQuotes = CSVText.needsQuotes(field)
    if needsQuotes { buffer.append(ASCII.quote) }
    if formulas.guards(field) { buffer.append(CSVText.apostrophe) }
    if needsQuotes {
      try inPieces(field) { piece, buffer in CSVText.appendQuoted(piece, to: &buffer) }
      buffer.append(ASCII.quote)
    } else {
      try write(field)
    }
  }

  /// Writes a value as a CSV field: NULL is nothing, empty text a pair of quotes.
  public func writeCSV(_ value: Value, formulas: FormulaText = .keep) throws(TableError) {
    switch value {
    case .utf8(let text):
      try text.utf8Span.span.withUnsafeBytes { text throws(TableError) in
        try writeCSV(field: text, formulas: formulas)
      }
    case .binary(let bytes):
      try bytes.span.withUnsafeBytes { bytes throws(TableError) in
        try writeCSV(blob: bytes, formulas: formulas)
      }
    case .duration:
      var text: [UInt8] = []
      value.appendText(to: &text)
      try text.span.withUnsafeBytes { text throws(TableError) in
        try writeCSV(field: text, formulas: formulas)
      }
    default:
      value.appendText(to: &buffer)
      try flushIfFull()
    }
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
  /// Writes a row of a column as JSON.
  public func writeJSON(_ column: Column, row: Int) throws {
    guard column.type == .utf8, !column.isNull(row) else {
      return try writeJSON(column.value(at: row))
    }
    let range = column.byteRange(at: row)
    try column.values.span.withUnsafeBytes { values throws(TableError) in
      try writeJSON(string: UnsafeRawBufferPointer(rebasing: values[range]))
    }
  }

  /// Writes a row of a column as a CSV field.
  public func writeCSV(_ column: Column, row: Int, formulas: FormulaText = .keep) throws {
    guard column.type == .utf8, !column.isNull(row) else {
      return try writeCSV(column.value(at: row), formulas: formulas)
    }
    let range = column.byteRange(at: row)
    try column.values.span.withUnsafeBytes { values throws(TableError) in
      try writeCSV(field: UnsafeRawBufferPointer(rebasing: values[range]), formulas: formulas)
    }
  }
}
