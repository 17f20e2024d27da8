/// Reads JSON lines a piece at a time: one object a line, blank lines are skipped.
///
/// Of members with the same name in an object the last one counts, in the place of the first.
public final class JSONLinesReader {
  private var source: ChunkSource
  private var line = 1

  /// The file's name for messages.
  public var file: String { source.name }

  public init(_ file: any ByteSource, chunkSize: Int = 1 << 20) throws(TableError) {
    source = ChunkSource(file, chunkSize: chunkSize)
    try source.dropByteOrderMark()
  }

  /// The next objects, or nil at the end of the file.
  ///
  /// - Throws: `.malformed` where a line is not one JSON object.
  public func next(maximumRows: Int = 65_536) throws(TableError) -> JSONRecords? {
    while true {
      var parser = JSONLinesParser(file: source.name, position: source.position, line: line)
      let bytes = source.bytes
      try parser.parse(bytes.span, isFinal: source.isAtEnd, maximumRows: max(maximumRows, 1))
      source.position = parser.position
      line = parser.line
      if !parser.extents.isEmpty {
        return JSONRecords(
          bytes: bytes, members: parser.members, extents: parser.extents, file: source.name)
      }
      if source.isAtEnd { return nil }
      if source.bytes.count - source.position > ChunkSource.maximumRecord {
        throw TableError(.malformed, "a line of more than 64 MiB", file: source.name, line: line)
      }
      _ = try source.readMore { piece in
        piece.withUnsafeBufferPointer { $0.contains(ASCII.lineFeed) }
      }
    }
  }
}

/// Cuts text into objects, one a line.
private struct JSONLinesParser {
  let file: String
  /// Where the first line that was not taken starts.
  var position: Int
  var line: Int
  var members: [JSONMember] = []
  var extents: [JSONRecords.Extent] = []
  private var repeated = RepeatedMembers()

  init(file: String, position: Int, line: Int) {
    self.file = file
    self.position = position
    self.line = line
  }

  mutating func parse(
    _ bytes: Span<UInt8>, isFinal: Bool, maximumRows: Int
  ) throws(TableError) {
    let start = position
    while position < bytes.count, extents.count < maximumRows,
      members.count < ChunkSource.maximumBatchFields, position - start < ChunkSource.maximumBatch
    {
      var end = position
      while end < bytes.count, bytes[end] != ASCII.lineFeed { end &+= 1 }
      if end == bytes.count, !isFinal { return }
      let firstMember = members.count
      do throws(TableError) {
        try object(bytes, end: end)
      } catch {
        // The objects before come first; this one is refused when it is read again.
        if extents.isEmpty { throw error }
        members.removeLast(members.count - firstMember)
        return
      }
      position = min(end + 1, bytes.count)
      line += 1
    }
  }

  private mutating func object(_ bytes: Span<UInt8>, end: Int) throws(TableError) {
    var scanner = JSONScanner(position: position, end: end)
    scanner.skipSpace(bytes)
    if scanner.position == end { return }
    let start = scanner.position
    let firstMember = members.count
    guard scanner.take(UInt8(ascii: "{"), bytes) else {
      let isArray = bytes[start] == UInt8(ascii: "[")
      throw error(isArray ? "a JSON array, not a JSON object" : "not a JSON object")
    }
    scanner.skipSpace(bytes)
    if !scanner.take(UInt8(ascii: "}"), bytes) {
      repeat {
        guard let member = member(bytes, &scanner) else { throw mistake(scanner, bytes) }
        members.append(member)
        if members.count - firstMember > ChunkSource.maximumColumns {
          throw error("an object of more than \(ChunkSource.maximumColumns) members")
        }
      } while scanner.take(ASCII.comma, bytes)
      guard scanner.take(UInt8(ascii: "}"), bytes) else { throw mistake(scanner, bytes) }
    }
    let objectEnd = scanner.position
    scanner.skipSpace(bytes)
    guard scanner.position == end else { throw mistake(scanner, bytes) }
    let hadRepeated = repeated.merge(&members, from: firstMember, bytes)
    extents.append(
      JSONRecords.Extent(
        start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: objectEnd),
        members: firstMember..<members.count, line: line, hadRepeated: hadRepeated))
  }

  private func member(_ bytes: Span<UInt8>, _ scanner: inout JSONScanner) -> JSONMember? {
    scanner.skipSpace(bytes)
    let keyStart = scanner.position + 1
    guard let keyKind = scanner.string(bytes) else { return nil }
    let keyEnd = scanner.position - 1
    scanner.skipSpace(bytes)
    guard scanner.take(UInt8(ascii: ":"), bytes) else { return nil }
    scanner.skipSpace(bytes)
    let start = scanner.position
    guard let kind = scanner.value(bytes) else { return nil }
    let end = scanner.position
    scanner.skipSpace(bytes)
    return JSONMember(
      keyStart: UInt32(truncatingIfNeeded: keyStart), keyEnd: UInt32(truncatingIfNeeded: keyEnd),
      valueStart: UInt32(truncatingIfNeeded: start), valueEnd: UInt32(truncatingIfNeeded: end),
      kind: kind, keyHasEscapes: keyKind == .escapedString)
  }

  private func mistake(_ scanner: JSONScanner, _ bytes: Span<UInt8>) -> TableError {
    if scanner.isTooDeep { return error("nested more than \(JSONScanner.mostLevels) deep") }
    let rest = scanner.position..<min(scanner.end, scanner.position + 20)
    let place = rest.isEmpty ? "its end" : quoted(bytes.extracting(rest).array)
    return error("not valid JSON at \(place)")
  }

  private func error(_ message: String) -> TableError {
    TableError(.malformed, message, file: file, line: line)
  }
}

extension Span<UInt8> {
  var array: [UInt8] { withUnsafeBufferPointer { Array($0) } }
}
