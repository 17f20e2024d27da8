/// What a file is that holds no table in text.
struct FileKind {
  /// With its article, as in "a Parquet file".
  let name: String
  /// What to do about it.
  let advice: String

  /// The refusal to read such a file.
  func refusal(file: String) -> TableError {
    TableError(.malformed, "this is \(name), not CSV or JSON lines: \(advice)", file: file)
  }

  private static let unpack = "unpack it first"
  private static let export = "write the table as CSV or JSON lines first"
  private static let lines = "write one object a line, as jq -c"
  private static let saveSheet = "save the sheet as CSV (UTF-8)"

  static let jsonArray = FileKind(name: "a JSON array", advice: "\(lines) '.[]' does")
  static let jsonOverLines = FileKind(
    name: "JSON over several lines", advice: "\(lines) . does")
  static let secondGzip = FileKind(name: "gzip within gzip", advice: unpack)
  static let unmarkedUTF16 = FileKind(
    name: "text in UTF-16 without a byte order mark",
    advice: "read it with --encoding utf-16le or utf-16be")
  static let binary = FileKind(name: "binary data", advice: export)

  /// What the first bytes of a file tell of its kind; nil where it may be text.
  init?(signature head: [UInt8]) {
    guard let found = Signature.all.first(where: { $0.begins(head) }) else { return nil }
    self = found.kind == .zip ? Self.zip(head) : found.fileKind
  }

  private init(name: String, advice: String) {
    self.name = name
    self.advice = advice
  }

  /// A zip archive, or what is one inside.
  private static func zip(_ head: [UInt8]) -> FileKind {
    func names(_ text: String) -> Bool { head.contains(Array(text.utf8)) }
    if names("xl/") { return FileKind(name: "an Excel workbook (XLSX)", advice: saveSheet) }
    if names("opendocument.spreadsheet") {
      return FileKind(name: "an OpenDocument spreadsheet", advice: saveSheet)
    }
    return FileKind(name: "a zip archive", advice: unpack)
  }

  /// How files of a kind begin.
  private struct Signature {
    enum Kind { case table, packed, sheet, zip, database }

    let name: String
    let kind: Kind
    let bytes: [UInt8]
    /// Where the bytes stand.
    let place: Int

    init(_ name: String, _ kind: Kind, _ bytes: [UInt8], at place: Int = 0) {
      self.name = name
      self.kind = kind
      self.bytes = bytes
      self.place = place
    }

    init(_ name: String, _ kind: Kind, _ text: String, at place: Int = 0) {
      self.init(name, kind, Array(text.utf8), at: place)
    }

    var fileKind: FileKind {
      switch kind {
      case .table: FileKind(name: name, advice: export)
      case .packed, .zip: FileKind(name: name, advice: unpack)
      case .sheet: FileKind(name: name, advice: saveSheet)
      case .database: FileKind(name: name, advice: "open it with pyguest sql --database")
      }
    }

    /// Letters may be a column's name as well: then its end follows, or all is text.
    func begins(_ head: [UInt8]) -> Bool {
      guard head.count >= place, head[place...].starts(with: bytes) else { return false }
      if bytes.contains(where: { !(0x20...0x7E ~= $0) }) { return true }
      if place > 0 || bytes.count < 4 { return head.contains { $0 < 0x09 } }
      guard let next = head.dropFirst(bytes.count).first else { return true }
      return !Array(",;|\t\r\n\" ".utf8).contains(next)
    }

    static let all = [
      Signature("a Parquet file", .table, "PAR1"),
      Signature("an encrypted Parquet file", .table, "PARE"),
      Signature("an Arrow file", .table, "ARROW1"),
      Signature("an Arrow stream", .table, [0xFF, 0xFF, 0xFF, 0xFF]),
      Signature("a Feather file", .table, "FEA1"),
      Signature("an ORC file", .table, "ORC"),
      Signature("an Avro file", .table, [0x4F, 0x62, 0x6A, 0x01]),
      Signature("an SQLite database", .database, "SQLite format 3"),
      Signature("a DuckDB database", .table, "DUCK", at: 8),
      Signature("an HDF5 file", .table, [0x89, 0x48, 0x44, 0x46]),
      Signature("a NumPy array", .table, [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]),
      Signature("an Excel workbook (XLS)", .sheet, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]),
      Signature("a PDF document", .table, "%PDF-"),
      Signature("a zip archive", .zip, [0x50, 0x4B, 0x03, 0x04]),
      Signature("a zip archive", .zip, [0x50, 0x4B, 0x05, 0x06]),
      Signature("a bzip2 file", .packed, "1AY&SY", at: 4),
      Signature("an xz file", .packed, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
      Signature("a Zstandard file", .packed, [0x28, 0xB5, 0x2F, 0xFD]),
      Signature("an LZ4 file", .packed, [0x04, 0x22, 0x4D, 0x18]),
      Signature("a 7z archive", .packed, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
      Signature("a tar archive", .packed, "ustar", at: 257),
      Signature("a WebAssembly module", .table, [0x00, 0x61, 0x73, 0x6D]),
      Signature("an image", .table, [0x89, 0x50, 0x4E, 0x47]),
      Signature("an image", .table, [0xFF, 0xD8, 0xFF]),
      Signature("a program", .table, [0x7F, 0x45, 0x4C, 0x46]),
      Signature("text in UTF-32", .table, [0xFF, 0xFE, 0x00, 0x00]),
      Signature("text in UTF-32", .table, [0x00, 0x00, 0xFE, 0xFF]),
    ]
  }
}
