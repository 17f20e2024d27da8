/// Reads a CSV file (RFC 4180) a piece at a time.
///
/// The first record names the columns. Fields may stand in quotes and then hold
/// commas, line ends and doubled quotes; lines end with LF, CR LF or CR; a byte
/// order mark is skipped. Blank lines are skipped, except where there is but one
/// column: there they are NULL.
public final class CSVReader {
  /// The names of the columns.
  public let header: [String]
  /// The text of the first record without its line end, to be written again.
  public let headerText: ArraySlice<UInt8>
  /// How the first record ends: CR LF, or LF.
  public let lineEnd: [UInt8]

  /// The file's name for messages.
  public var file: String { source.file.name }

  private var source: ChunkSource
  private var line = 1
  private let nulls: [[UInt8]]

  /// Reads the header.
  ///
  /// - Parameter nulls: texts such as `NA` that are NULL outside quotes, as an empty field is.
  public init(
    _ file: InputFile, nulls: [String] = [], chunkSize: Int = 1 << 20
  ) throws(TableError) {
    self.nulls = nulls.map { Array($0.utf8) }
    var source = ChunkSource(file, chunkSize: chunkSize)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    while source.bytes.count < mark.count, try source.readMore() {}
    if source.bytes.starts(with: mark) { source.position = mark.count }
    let first = try Self.records(&source, &line, columnCount: nil, nulls: [], maximumRows: 1)
    guard let first else { throw TableError(.malformed, "no header line", file: file.name) }
    headerText = first.text(of: 0)
    lineEnd =
      first.bytes[headerText.endIndex...].starts(with: [ASCII.carriageReturn, ASCII.lineFeed])
      ? [ASCII.carriageReturn, ASCII.lineFeed] : [ASCII.lineFeed]
    var header: [String] = []
    for field in first.fields {
      guard let name = String(validating: first.content(of: field), as: UTF8.self) else {
        throw TableError(
          .malformed, "a column name is not UTF-8", file: file.name, line: first.line(of: 0))
      }
      header.append(name)
    }
    self.header = header
    self.source = source
  }

  /// The next records, or nil at the end of the file.
  ///
  /// - Throws: `.malformed` where a record has more or fewer fields than the header.
  public func next(maximumRows: Int = 65_536) throws(TableError) -> CSVRecords? {
    try Self.records(
      &source, &line, columnCount: header.count, nulls: nulls, maximumRows: max(maximumRows, 1))
  }

  /// Takes the records that are there, reading on while there is no whole one.
  private static func records(
    _ source: inout ChunkSource, _ line: inout Int, columnCount: Int?, nulls: [[UInt8]],
    maximumRows: Int
  ) throws(TableError) -> CSVRecords? {
    while true {
      var parser = CSVParser(
        columnCount: columnCount, file: source.file.name, nulls: nulls, position: source.position,
        line: line)
      try parser.parse(source.bytes.span, isFinal: source.isAtEnd, maximumRows: maximumRows)
      source.position = parser.position
      line = parser.line
      if !parser.extents.isEmpty {
        return CSVRecords(
          bytes: source.bytes, fields: parser.fields,
          columnCount: columnCount ?? parser.fields.count, extents: parser.extents,
          file: source.file.name)
      }
      if source.isAtEnd { return nil }
      if source.bytes.count - source.position > ChunkSource.maximumRecord {
        throw TableError(
          .malformed, "a record of more than 64 MiB: is a quote left open?",
          file: source.file.name, line: line)
      }
      _ = try source.readMore()
    }
  }
}
