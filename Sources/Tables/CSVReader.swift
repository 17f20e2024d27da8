/// Reads a CSV file (RFC 4180) a piece at a time.
///
/// The first record names the columns. Fields may stand in quotes and then hold
/// delimiters, line ends and doubled quotes; lines end with LF, CR LF or CR; a byte
/// order mark is skipped, and so are blank lines.
public final class CSVReader {
  /// The names of the columns, each of them once: see ``ColumnNames``.
  public let header: [String]
  /// Columns that have another name than the file gives them.
  public let renamed: [ColumnNames.Renamed]
  /// The text of the first record without its line end, to be written again; empty
  /// where it names no columns.
  public let headerText: ArraySlice<UInt8>
  /// Whether the first record names the columns.
  public let hasHeader: Bool
  /// How the first record ends: CR LF, or LF.
  public let lineEnd: [UInt8]
  /// The byte between fields.
  public var delimiter: UInt8 { form.delimiter }
  /// The byte that seems to separate the columns, where there is but one with that in its
  /// name.
  public var otherDelimiter: UInt8? { form.otherDelimiter }

  /// The file's name for messages.
  public var file: String { source.name }

  private var source: ChunkSource
  private var line = 1
  private var form: CSVForm

  /// Reads the header.
  ///
  /// - Parameters:
  ///   - nulls: texts such as `NA` that are NULL outside quotes, as an empty field is.
  ///   - hasHeader: without one, columns are named `c1`, `c2` and so on, and the first record
  ///     is one like the others.
  public convenience init(
    _ file: any ByteSource, nulls: [String] = [], delimiter: UInt8 = UInt8(ascii: ","),
    hasHeader: Bool = true, chunkSize: Int = 1 << 20
  ) throws(TableError) {
    var form = InputForm(delimiter: delimiter)
    form.hasHeader = hasHeader
    form.nulls = nulls
    try self.init(file, form: form, chunkSize: chunkSize)
  }

  init(_ file: any ByteSource, form: InputForm, chunkSize: Int = 1 << 20) throws(TableError) {
    var csv = CSVForm(delimiter: form.delimiter)
    var source = ChunkSource(file, chunkSize: chunkSize)
    try source.dropByteOrderMark()
    var end = 1
    let first = try Self.records(&source, &end, csv, columnCount: nil, maximumRows: 1)
    guard let first else {
      throw TableError(
        .malformed, form.hasHeader ? "no header line" : "no line to tell the columns by",
        file: file.name)
    }
    let text = first.text(of: 0)
    lineEnd = Self.lineEnd(first.bytes[text.endIndex...])
    hasHeader = form.hasHeader
    if form.hasHeader {
      let names = try ColumnNames(Self.names(first))
      (header, renamed, headerText, line) = (names.names, names.renamed, text, end)
      csv.otherDelimiter = CSVForm.otherDelimiter(in: first, than: form.delimiter)
    } else {
      header = ColumnNames(count: first.columnCount).names
      (renamed, headerText) = ([], [])
      // The record is read again, with those after it.
      source.position = text.startIndex
      line = first.line(of: 0)
    }
    csv.nulls = form.nulls.map { Array($0.utf8) }
    self.form = csv
    self.source = source
  }

  /// The next records, or nil at the end of the file.
  ///
  /// - Throws: `.malformed` where a record has more or fewer fields than the header.
  public func next(maximumRows: Int = 65_536) throws(TableError) -> CSVRecords? {
    try Self.records(
      &source, &line, form, columnCount: header.count, maximumRows: max(maximumRows, 1))
  }

  private static func lineEnd(_ rest: ArraySlice<UInt8>) -> [UInt8] {
    let windows = [ASCII.carriageReturn, ASCII.lineFeed]
    return rest.starts(with: windows) ? windows : [ASCII.lineFeed]
  }

  private static func names(_ first: CSVRecords) throws(TableError) -> [String] {
    var names: [String] = []
    names.reserveCapacity(first.columnCount)
    for field in first.fields {
      guard let name = String(validating: first.content(of: field), as: UTF8.self) else {
        throw TableError(
          .malformed, TextEncoding.mistaken, file: first.file, line: first.line(of: 0))
      }
      names.append(name)
    }
    return names
  }

  /// Takes the records that are there, reading on while there is no whole one.
  private static func records(
    _ source: inout ChunkSource, _ line: inout Int, _ form: CSVForm, columnCount: Int?,
    maximumRows: Int
  ) throws(TableError) -> CSVRecords? {
    var end: CSVRecordEnd?
    while true {
      var parser = CSVParser(
        form, columnCount: columnCount, file: source.name, position: source.position, line: line)
      try parser.parse(source.bytes.span, isFinal: source.isAtEnd, maximumRows: maximumRows)
      if source.position != parser.position { end = nil }
      source.position = parser.position
      line = parser.line
      if !parser.extents.isEmpty {
        return CSVRecords(
          bytes: source.bytes, fields: parser.fields,
          columnCount: columnCount ?? parser.fields.count, extents: parser.extents,
          file: source.name)
      }
      if source.isAtEnd { return nil }
      try refuseLongRecord(source, line, isHeader: columnCount == nil)
      var scan = end ?? CSVRecordEnd(delimiter: form.delimiter)
      if end == nil { _ = scan.isReached(in: source.bytes.span.extracting(source.position...)) }
      _ = try source.readMore { scan.isReached(in: $0) }
      end = scan
    }
  }

  private static func refuseLongRecord(
    _ source: ChunkSource, _ line: Int, isHeader: Bool
  ) throws(TableError) {
    let most = isHeader ? ChunkSource.maximumHeader : ChunkSource.maximumRecord
    guard source.bytes.count - source.position > most else { return }
    let what = isHeader ? "a first record" : "a record"
    throw TableError(
      .malformed, "\(what) of more than \(most >> 20) MiB: is a quote left open?",
      file: source.name, line: line)
  }
}
