import Foundation
import Tables
import TestSupport
import Testing

@Suite("TableInput") struct TableInputTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func input(_ bytes: [UInt8], _ form: InputForm = InputForm()) throws -> TableInput {
    TableInput(try InputFile(path: folder.file("t", bytes)), form: form)
  }

  private func rows(_ bytes: [UInt8], encoding: TextEncoding? = nil) throws -> [[String]] {
    var form = InputForm()
    form.encoding = encoding
    return try rows(of: input(bytes, form))
  }

  private func rows(of input: TableInput) throws -> [[String]] {
    guard case .csv(let reader) = try input.open() else { return [] }
    var rows = [reader.header]
    while let records = try reader.next() {
      for row in 0..<records.count {
        rows.append(
          (0..<records.columnCount).map { column in
            String(decoding: records.content(of: records.field(row, column)), as: UTF8.self)
          })
      }
    }
    return rows
  }

  private static let text = "x,name\n1,é€\n2,😀\n"
  private static let expected = [["x", "name"], ["1", "é€"], ["2", "😀"]]

  @Test func `A byte order mark tells UTF-8 and UTF-16`() throws {
    let marks: [(String.Encoding, [UInt8])] = [
      (.utf8, [0xEF, 0xBB, 0xBF]), (.utf16LittleEndian, [0xFF, 0xFE]),
      (.utf16BigEndian, [0xFE, 0xFF]),
    ]
    for (encoding, mark) in marks {
      let bytes = try mark + #require(Self.text.data(using: encoding))
      #expect(try rows(bytes) == Self.expected)
      #expect(try rows(gzip(bytes)) == Self.expected)
    }
    let bytes = try [0xFE, 0xFF] + #require(Self.text.data(using: .utf16BigEndian))
    #expect(try rows(bytes, encoding: .utf16) == Self.expected)
  }

  @Test(arguments: [
    (
      "utf-16le", TextEncoding.utf16LittleEndian, "é€😀", [0xE9, 0, 0xAC, 0x20, 0x3D, 0xD8, 0, 0xDE]
    ),
    ("UTF_16BE", .utf16BigEndian, "é€😀", [0, 0xE9, 0x20, 0xAC, 0xD8, 0x3D, 0xDE, 0]),
    ("utf16", .utf16, "é", [0xE9, 0]),
    ("iso-8859-1", .latin1, "é\u{80}¤ÿ", [0xE9, 0x80, 0xA4, 0xFF]),
    ("Latin-9", .latin9, "é€Œ", [0xE9, 0xA4, 0xBC]),
    ("cp1252", .windows1252, "é€Ÿ“", [0xE9, 0x80, 0x9F, 0x93]),
    ("ASCII", .utf8, "é", [0xC3, 0xA9]),
  ])
  func `Text is read in the encoding that is named`(
    name: String, encoding: TextEncoding, text: String, bytes: [UInt8]
  ) throws {
    #expect(TextEncoding(name: name) == encoding)
    let isWide = [.utf16, .utf16LittleEndian, .utf16BigEndian].contains(encoding)
    let header: [UInt8] =
      !isWide
      ? [0x61, 0x0A] : encoding == .utf16BigEndian ? [0, 0x61, 0, 0x0A] : [0x61, 0, 0x0A, 0]
    #expect(try rows(header + bytes, encoding: encoding) == [["a"], [text]])
  }

  @Test func `Long text is decoded whole, wherever it is cut`() throws {
    let text = "a\n" + String(repeating: "é€😀x", count: 50_000) + "\n"
    let bytes = try Array(#require(text.data(using: .utf16LittleEndian)))
    for shift in 0..<2 {
      let moved = shift == 0 ? bytes : [0x61, 0] + bytes
      let rows = try rows(moved, encoding: .utf16LittleEndian)
      #expect(rows.last?.first?.count == 200_000)
    }
  }

  @Test(arguments: [
    ([0x61, 0x0A, 0x62, 0x0A, 0x81], TextEncoding.windows1252, 3, "the byte 0x81 is no character"),
    (
      [0x61, 0, 0x0A, 0, 0, 0xD8, 0x62, 0], .utf16LittleEndian, 2,
      "half a surrogate pair stands alone"
    ),
    ([0x61, 0, 0x0A, 0, 0x62], .utf16LittleEndian, 2, "the text ends within a character"),
  ])
  func `What an encoding has no character for is named with its line`(
    bytes: [UInt8], encoding: TextEncoding, line: Int, reason: String
  ) {
    let error = #expect(throws: TableError.self) { try rows(bytes, encoding: encoding) }
    #expect(error?.message == "not \(encoding.rawValue): \(reason)")
    #expect(error?.line == line)
  }

  @Test func `A byte order mark of another encoding is refused`() {
    let error = #expect(throws: TableError.self) {
      try rows([0xFF, 0xFE, 0x61, 0], encoding: .latin1)
    }
    #expect(error?.message == "has the byte order mark of utf-16le, not latin-1")
  }

  @Test func `Gzip is unpacked whatever the file is called`() throws {
    let whole = gzip("a,b\n1,2\n")
    #expect(try rows(whole) == [["a", "b"], ["1", "2"]])
    #expect(try rows(whole + gzip("3,4\n") + gzip("")) == [["a", "b"], ["1", "2"], ["3", "4"]])
    #expect(try rows(whole + [0, 0, 0]) == [["a", "b"], ["1", "2"]])
  }

  @Test func `Gzip that is cut, damaged or followed by something is refused`() throws {
    let text = "a\n" + (0..<50_000).map { "\($0 &* 2_654_435_761)\n" }.joined()
    let whole = gzip(text)
    var damaged = whole
    damaged[whole.count / 2] ^= 0xFF
    var wrongSum = whole
    wrongSum[whole.count - 6] ^= 1
    for (bytes, message) in [
      (Array(whole.dropLast(9)), "the gzip data ends too early: is the file whole?"),
      (Array(whole.prefix(5)), "the gzip data ends too early: is the file whole?"),
      (wrongSum, "the gzip data is damaged: incorrect data check"),
      (whole + Array("junk".utf8), "something else follows the gzip data"),
      (gzip(whole), "this is gzip within gzip, not CSV or JSON lines: unpack it first"),
    ] {
      let error = #expect(throws: TableError.self) { try rows(bytes) }
      #expect(error?.message == message)
    }
    #expect(throws: TableError.self) { try rows(damaged) }
  }

  @Test(arguments: [
    ("PAR1\u{15}\u{4}", "a Parquet file"), ("ARROW1\0\0", "an Arrow file"),
    ("SQLite format 3\0", "an SQLite database"), ("%PDF-1.7\n", "a PDF document"),
    ("PK\u{3}\u{4}....xl/workbook.xml", "an Excel workbook (XLSX)"),
    ("PK\u{3}\u{4}....a.csv", "a zip archive"), ("ORC\u{1}\0", "an ORC file"),
    ("[{\"x\":1},\n{\"x\":2}]", "a JSON array"), ("[\n  1\n]", "a JSON array"),
    ("{\n  \"x\": 1\n}\n", "JSON over several lines"),
    ("{\"x\": [1,\n 2]}\n", "JSON over several lines"),
    ("\u{1}\u{2}\u{3}\0\u{4}\u{5}", "binary data"),
    ("x\0,\0y\0\n\0", "text in UTF-16 without a byte order mark"),
  ])
  func `What is no table is named as what it is`(text: String, kind: String) {
    for bytes in [Array(text.utf8), gzip(text)] {
      let error = #expect(throws: TableError.self) { try input(bytes).open() }
      #expect(error?.message.hasPrefix("this is \(kind), not CSV or JSON lines: ") == true)
      #expect(error?.code == .malformed)
    }
  }

  @Test(arguments: [
    "PAR1,PAR2\n1,2\n", "ORCPT,b\n", "[a],b\n1,2\n", "ARROW1\n1\n", "DUCK\n1\n", "x,y\n1,a\0b\n",
  ])
  func `A header that begins like another kind of file is a header`(text: String) throws {
    #expect(try rows(Array(text.utf8)).count > 0)
  }

  @Test func `Content tells the format unless it is named`() throws {
    func isLines(_ text: String, _ format: InputForm.Format? = nil) throws -> Bool {
      if case .jsonLines = try input(Array(text.utf8), InputForm(format: format)).open() {
        return true
      }
      return false
    }
    #expect(try isLines("\u{FEFF} \n{\"x\":1}\n"))
    #expect(try !isLines("x\n{\"x\":1}\n"))
    #expect(try !isLines("{\"x\":1}\n", .csv))
    #expect(try isLines("1\n", .jsonLines))
  }

  @Test func `A table can be read twice, also from a pipe`() throws {
    let bytes = gzip("a,b\n" + String(repeating: "1,2\n", count: 100_000))
    let fifo = folder.path + "/fifo"
    #expect(mkfifo(fifo, 0o600) == 0)
    let writer = Thread {
      guard let handle = FileHandle(forWritingAtPath: fifo) else { return }
      try? handle.write(contentsOf: Data(bytes))
      try? handle.close()
    }
    writer.start()
    for file in [
      try InputFile(path: fifo).rereadable(), try InputFile(path: folder.file("t", bytes)),
    ] {
      let input = TableInput(file)
      let first = try rows(of: input)
      #expect(first.count == 100_001)
      #expect(try rows(of: input) == first)
    }
  }
}
