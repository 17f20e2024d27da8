import Columns

/// How a table's text is read, as far as somebody has said so.
public struct InputForm: Sendable {
  public enum Format: Sendable { case csv, jsonLines }

  /// Without it, the content tells.
  public var format: Format?
  /// The byte between CSV fields.
  public var delimiter: UInt8
  /// Whether the first CSV record names the columns.
  public var hasHeader = true
  /// Without it, a byte order mark tells, else it is UTF-8.
  public var encoding: TextEncoding?
  /// Texts such as `NA` that are NULL in CSV outside quotes, as an empty field is.
  public var nulls: [String] = []

  public init(format: Format? = nil, delimiter: UInt8 = UInt8(ascii: ",")) {
    self.format = format
    self.delimiter = delimiter
  }
}

/// A reader of one of the formats.
public enum TableReader {
  case csv(CSVReader)
  case jsonLines(JSONLinesReader)
}

/// A file that holds a table, which may be packed with gzip, in another encoding, or no
/// table at all: its content tells.
public final class TableInput {
  private let file: InputFile
  private let form: InputForm
  private var isOpened = false

  public init(_ file: InputFile, form: InputForm = InputForm()) {
    self.file = file
    self.form = form
  }

  /// A reader from the front of the table. The file is read again where one was opened
  /// before.
  ///
  /// - Throws: `.malformed` for what is known not to be a table in text, with what it is.
  public func open() throws(TableError) -> TableReader {
    if isOpened { try file.rewind() }
    isOpened = true
    let text = try text()
    let head = try text.peek(TextHead.isEnough)
    let format = try TextHead(head).format(form, file: file.name)
    switch format {
    case .csv: return .csv(try CSVReader(text, form: form))
    case .jsonLines: return .jsonLines(try JSONLinesReader(text))
    }
  }

  /// The file's content, unpacked, in UTF-8 and without a byte order mark.
  private func text() throws(TableError) -> PeekableSource {
    var source = PeekableSource(file)
    var head = try source.peek { $0.count >= 4 }
    if GzipSource.isGzip(head) {
      source = PeekableSource(try GzipSource(source))
      head = try source.peek { $0.count >= 4 }
      if GzipSource.isGzip(head) { throw FileKind.secondGzip.refusal(file: file.name) }
    }
    if let kind = FileKind(signature: head) {
      throw kind.refusal(file: file.name)
    }
    let mark = TextEncoding.marked(head)
    if let mark { source.drop(mark.length) }
    let encoding = try encoding(marked: mark?.encoding)
    if encoding != .utf8 {
      return PeekableSource(DecodedSource(source, encoding: encoding))
    }
    return source
  }

  private func encoding(marked: TextEncoding?) throws(TableError) -> TextEncoding {
    guard let asked = form.encoding else { return marked ?? .utf8 }
    guard let marked else { return asked }
    guard asked.agrees(with: marked) else {
      throw TableError(
        .malformed, "has the byte order mark of \(marked.rawValue), not \(asked.rawValue)",
        file: file.name)
    }
    return marked
  }
}

/// The beginning of a text, from which its format is judged.
struct TextHead {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    self.bytes = bytes.drop { Self.isSpace($0) }
  }

  /// Whether what was read tells all that can be told: a line, or much of one.
  static func isEnough(_ bytes: [UInt8]) -> Bool {
    let text = bytes.drop(while: isSpace)
    return text.count >= 4096 || text.contains(ASCII.lineFeed)
  }

  /// The format that was asked for or, without that, the one the text has.
  func format(
    _ form: InputForm, file: String
  ) throws(TableError) -> InputForm.Format {
    if let kind = binaryKind { throw kind.refusal(file: file) }
    let isObject = bytes.first == UInt8(ascii: "{")
    let format = form.format ?? (isObject ? .jsonLines : .csv)
    if isArray(surely: form.format != .jsonLines) { throw FileKind.jsonArray.refusal(file: file) }
    if format == .jsonLines, isObject, isObjectOverLines {
      throw FileKind.jsonOverLines.refusal(file: file)
    }
    return format
  }

  /// What text with many NULs and other control characters is.
  private var binaryKind: FileKind? {
    guard bytes.contains(0) else { return nil }
    let places = bytes.indices.filter { bytes[$0] == 0 }
    let odd = places.count { $0 % 2 == 1 }
    if places.count * 3 > bytes.count, odd == 0 || odd == places.count { return .unmarkedUTF16 }
    let controls = bytes.count { $0 < 0x20 && !Self.isSpace($0) }
    // The last character may be cut.
    let whole = bytes.dropLast(bytes.suffix(4).reversed().prefix { $0 >= 0x80 }.count)
    let isText = whole.withUnsafeBufferPointer { TextKind(of: $0) } != .invalid
    return controls * 8 > bytes.count || !isText ? .binary : nil
  }

  /// Whether a JSON array begins here; where a column's name may do so too, only if what is
  /// in it is plain to see.
  private func isArray(surely: Bool) -> Bool {
    guard bytes.first == UInt8(ascii: "[") else { return false }
    if !surely { return true }
    let inside = bytes.dropFirst().drop { Self.isSpace($0) }
    guard let first = inside.first else { return false }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
      || bytes.dropFirst().first == ASCII.lineFeed
  }

  /// Whether the first line ends within an object, and no other object follows it.
  private var isObjectOverLines: Bool {
    guard let end = bytes.firstIndex(of: ASCII.lineFeed) else { return false }
    let line = Array(bytes[..<end])
    var scanner = JSONScanner(position: 0, end: line.count)
    guard scanner.value(line.span) == nil else { return false }
    scanner.skipSpace(line.span)
    guard scanner.position == line.count else { return false }
    let next = bytes[end...].drop { Self.isSpace($0) }.first
    return next.map { $0 != UInt8(ascii: "{") } ?? false
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == ASCII.lineFeed || byte == ASCII.carriageReturn
  }
}
