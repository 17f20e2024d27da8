/// Cuts text into CSV records.
struct CSVParser {
  /// Fields in every record; nil takes the number of the first.
  let columnCount: Int?
  let file: String
  let delimiter: UInt8
  /// What fields outside quotes hold that are NULL, beside nothing.
  let nulls: [[UInt8]]
  /// What seems to separate columns in place of `delimiter`.
  let otherDelimiter: UInt8?
  private(set) var fields: [CSVField] = []
  private(set) var extents: [CSVRecords.Extent] = []
  /// Where the first record that was not taken starts.
  private(set) var position: Int
  /// The line of the file at `position`, from 1.
  private(set) var line: Int

  init(_ form: CSVForm, columnCount: Int?, file: String, position: Int, line: Int) {
    self.columnCount = columnCount
    self.file = file
    delimiter = form.delimiter
    nulls = form.nulls
    otherDelimiter = form.otherDelimiter
    self.position = position
    self.line = line
  }

  /// Takes whole records until there is none, or `maximumRows` or much text are taken.
  ///
  /// - Parameter isFinal: whether the file ends where `bytes` ends.
  mutating func parse(
    _ bytes: Span<UInt8>, isFinal: Bool, maximumRows: Int
  ) throws(TableError) {
    let start = position
    while position < bytes.count, extents.count < maximumRows,
      fields.count < ChunkSource.maximumBatchFields, position - start < ChunkSource.maximumBatch
    {
      let firstField = fields.count
      do throws(TableError) {
        if try record(bytes, isFinal: isFinal) { continue }
      } catch {
        // The records before come first; this one is refused when it is read again.
        if extents.isEmpty { throw error }
      }
      fields.removeLast(fields.count - firstField)
      return
    }
  }

  /// Takes one record; false when it does not end in `bytes`.
  private mutating func record(_ bytes: Span<UInt8>, isFinal: Bool) throws(TableError) -> Bool {
    let start = position
    let firstField = fields.count
    var cursor = start
    var lines = 0
    // A record that has a few fields too many is told how many.
    let most = columnCount.map { $0 + 1000 } ?? ChunkSource.maximumColumns
    while true {
      let end: Int?
      if cursor < bytes.count, bytes[cursor] == ASCII.quote {
        end = try quotedField(bytes, from: cursor, lines: &lines, isFinal: isFinal)
      } else {
        end = plainField(bytes, from: cursor, isFinal: isFinal)
      }
      guard let end else { return false }
      if end < bytes.count, bytes[end] == delimiter {
        cursor = end + 1
        if fields.count - firstField >= most { throw tooMany(most) }
        continue
      }
      guard let next = afterLineEnd(bytes, at: end, isFinal: isFinal) else { return false }
      try take(start..<end, firstField: firstField)
      position = next
      line += lines + 1
      return true
    }
  }

  /// Takes a field that is not in quotes; gives the position of what ends it.
  private mutating func plainField(_ bytes: Span<UInt8>, from start: Int, isFinal: Bool) -> Int? {
    var end = start
    let delimiter = delimiter
    // Most bytes of most texts lie above all that ends a field.
    let highest = max(delimiter, ASCII.carriageReturn)
    while end < bytes.count {
      let byte = bytes[end]
      if byte <= highest,
        byte == delimiter || byte == ASCII.lineFeed || byte == ASCII.carriageReturn
      {
        break
      }
      end &+= 1
    }
    if end == bytes.count, !isFinal { return nil }
    let isNull = start == end || (!nulls.isEmpty && isNull(bytes.extracting(start..<end)))
    append(start..<end, isQuoted: false, hasEscapes: false, isNull: isNull)
    return end
  }

  private func isNull(_ text: Span<UInt8>) -> Bool {
    nulls.contains { null in
      null.count == text.count && text.indices.allSatisfy { null[$0] == text[$0] }
    }
  }

  /// Takes a field in quotes; gives the position after its closing quote.
  private mutating func quotedField(
    _ bytes: Span<UInt8>, from start: Int, lines: inout Int, isFinal: Bool
  ) throws(TableError) -> Int? {
    let firstLine = lines
    var hasEscapes = false
    var end = start + 1
    while true {
      while end < bytes.count, bytes[end] != ASCII.quote {
        if bytes[end] == ASCII.lineFeed || endsLine(bytes, carriageReturnAt: end) { lines += 1 }
        end &+= 1
      }
      // The byte after a quote says whether the field ends there.
      if end + 1 >= bytes.count, !isFinal { return nil }
      if end >= bytes.count { throw error("a quote is not closed", lines: firstLine) }
      guard end + 1 < bytes.count, bytes[end + 1] == ASCII.quote else { break }
      hasEscapes = true
      end += 2
    }
    append(start + 1..<end, isQuoted: true, hasEscapes: hasEscapes, isNull: false)
    let next = end + 1
    if next < bytes.count {
      let byte = bytes[next]
      guard byte == delimiter || byte == ASCII.lineFeed || byte == ASCII.carriageReturn else {
        throw error("text after a closing quote", lines: lines)
      }
    }
    return next
  }

  /// Whether there is a carriage return that no line feed follows.
  private func endsLine(_ bytes: Span<UInt8>, carriageReturnAt position: Int) -> Bool {
    bytes[position] == ASCII.carriageReturn
      && (position + 1 == bytes.count || bytes[position + 1] != ASCII.lineFeed)
  }

  /// The start of the next line, or nil where more text is needed to know.
  private func afterLineEnd(_ bytes: Span<UInt8>, at end: Int, isFinal: Bool) -> Int? {
    if end == bytes.count { return isFinal ? end : nil }
    guard bytes[end] == ASCII.carriageReturn else { return end + 1 }
    if end + 1 == bytes.count { return isFinal ? end + 1 : nil }
    return bytes[end + 1] == ASCII.lineFeed ? end + 2 : end + 1
  }

  private mutating func append(
    _ range: Range<Int>, isQuoted: Bool, hasEscapes: Bool, isNull: Bool
  ) {
    fields.append(
      CSVField(
        start: UInt32(truncatingIfNeeded: range.lowerBound),
        end: UInt32(truncatingIfNeeded: range.upperBound), isQuoted: isQuoted,
        hasEscapes: hasEscapes, isNull: isNull))
  }

  /// Keeps a record of the right number of fields, drops a blank line.
  private mutating func take(_ range: Range<Int>, firstField: Int) throws(TableError) {
    let count = fields.count - firstField
    if range.isEmpty {
      fields.removeLast(count)
      return
    }
    if let columnCount, count != columnCount {
      throw error(miscount("\(count) field\(count == 1 ? "" : "s")", columnCount), lines: 0)
    }
    extents.append(
      CSVRecords.Extent(
        start: UInt32(truncatingIfNeeded: range.lowerBound),
        end: UInt32(truncatingIfNeeded: range.upperBound), line: line))
  }

  private func tooMany(_ most: Int) -> TableError {
    guard let columnCount else { return error("more than \(most) columns", lines: 0) }
    return error(miscount("more than \(most) fields", columnCount), lines: 0)
  }

  private func miscount(_ found: String, _ columnCount: Int) -> String {
    let hint = otherDelimiter.map { ": " + ColumnAdvice.text(delimiter: $0) } ?? ""
    return "\(found) where the header has \(columnCount)\(hint)"
  }

  private func error(_ message: String, lines: Int) -> TableError {
    TableError(.malformed, message, file: file, line: line + lines)
  }
}
