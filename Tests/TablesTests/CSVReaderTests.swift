import Columns
import Tables
import TestSupport
import Testing

@Suite("CSVReader") struct CSVReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// All records as text, with nil for NULL; read in pieces of that many bytes.
  private func rows(
    _ text: String, nulls: [String] = [], delimiter: UInt8 = UInt8(ascii: ","),
    hasHeader: Bool = true, chunkSize: Int = 1 << 16
  ) throws -> [[String?]] {
    let reader = try CSVReader(
      InputFile(path: folder.file("t.csv", text)), nulls: nulls, delimiter: delimiter,
      hasHeader: hasHeader, chunkSize: chunkSize)
    var rows: [[String?]] = [reader.header]
    while let records = try reader.next(maximumRows: 3) {
      for row in 0..<records.count {
        rows.append(
          (0..<records.columnCount).map { column in
            let field = records.field(row, column)
            return field.isNull ? nil : String(decoding: records.content(of: field), as: UTF8.self)
          })
      }
    }
    return rows
  }

  private func reader(
    _ text: String, nulls: [String] = [], chunkSize: Int = 1 << 16
  ) throws -> CSVReader {
    try CSVReader(InputFile(path: folder.file("t.csv", text)), nulls: nulls, chunkSize: chunkSize)
  }

  private static let everything =
    "\u{FEFF}a,\"b \"\"x\"\"\",c\r\n1,\"two\r\nlines, \"\"quoted\"\"\",3\r\n\r\n"
    + ",\"\",é\r\nlast,\"\","

  @Test(arguments: [1, 2, 3, 5, 7, 16, 1000])
  func `Records are the same however the file is cut`(chunkSize: Int) throws {
    #expect(
      try rows(Self.everything, chunkSize: chunkSize) == [
        ["a", "b \"x\"", "c"], ["1", "two\r\nlines, \"quoted\"", "3"], [nil, "", "é"],
        ["last", "", nil],
      ])
  }

  @Test func `Lines may end with LF, CR LF or CR, the last one with nothing`() throws {
    let expected = [["a", "b"], ["1", "2"], ["3", "4"]]
    for text in ["a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4", "a,b\r1,2\r3,4\r"] {
      for chunkSize in 1...5 { #expect(try rows(text, chunkSize: chunkSize) == expected) }
    }
  }

  @Test(arguments: [1, 2, 3, 100]) func `A blank line is nothing, empty quotes are a row`(
    chunkSize: Int
  ) throws {
    for end in ["\n", "\r\n", "\r"] {
      let one = "a\n1\n\n2\n\"\"\n\n\n".replacing("\n", with: end)
      #expect(try rows(one, chunkSize: chunkSize) == [["a"], ["1"], ["2"], [""]])
      let two = "\na,b\n\n1,2\n\n\n".replacing("\n", with: end)
      #expect(try rows(two, chunkSize: chunkSize) == [["a", "b"], ["1", "2"]])
    }
    #expect(try rows("col\n1\n\n", chunkSize: chunkSize) == [["col"], ["1"]])
  }

  @Test(arguments: [1, 2, 7, 100]) func `Another byte can separate fields`(
    chunkSize: Int
  ) throws {
    for sign in [";", "\t", "|", "\u{1}"] {
      let text = "a;b,c\n1,5;\"x;\"\"y\"\n;,\n".replacing(";", with: sign)
      #expect(
        try rows(text, delimiter: #require(sign.utf8.first), chunkSize: chunkSize)
          == [["a", "b,c"], ["1,5", "x\(sign)\"y"], [nil, ","]])
    }
  }

  @Test(arguments: [1, 3, 100]) func `Without a header all records are rows`(
    chunkSize: Int
  ) throws {
    #expect(
      try rows("\u{FEFF}\n1,NA\n2,\n", nulls: ["NA"], hasHeader: false, chunkSize: chunkSize)
        == [["c1", "c2"], ["1", nil], ["2", nil]])
    let error = #expect(throws: TableError.self) { try rows("\n", hasHeader: false) }
    #expect(error?.message == "no line to tell the columns by")
  }

  @Test func `Names that are there twice, or not at all, are replaced`() throws {
    let reader = try reader("a,a,,a_2\n1,2,3,4\n")
    #expect(reader.header == ["a", "a_3", "c3", "a_2"])
    #expect(Array(reader.headerText) == Array("a,a,,a_2".utf8))
    #expect(reader.renamed.map(\.place) == [2, 3])
  }

  @Test(arguments: [
    ("a;b\n1;2\n", UInt8(ascii: ";")), ("a\tb\n", UInt8(ascii: "\t")),
    ("a|b\n", UInt8(ascii: "|")), ("a,b;c\n1,2\n", nil), ("a\n", nil), ("\"a;b\"\n", nil),
  ])
  func `What else seems to separate the columns is seen`(text: String, sign: UInt8?) throws {
    #expect(try reader(text).otherDelimiter == sign)
  }

  @Test func `Texts that stand for NULL are NULL outside quotes and whole`() throws {
    let text = "NA,b\nNA,\"NA\"\nNAN,N\n-,na\n"
    for chunkSize in 1...5 {
      #expect(
        try rows(text, nulls: ["NA", "-"], chunkSize: chunkSize) == [
          ["NA", "b"], [nil, "NA"], ["NAN", "N"], [nil, "na"],
        ])
    }
  }

  @Test func `A record keeps its text`() throws {
    let records = try #require(try reader(Self.everything).next())
    #expect(Array(records.text(of: 1)) == Array(#","",é"#.utf8))
  }

  @Test(arguments: [
    ("a,b\n1,2\n3\n", 3, "1 field where the header has 2"),
    ("a,b\n\n\n1,2,3\n", 4, "3 fields where the header has 2"),
    ("a,b\n\"x\n\ny\",2\n3\n", 5, "1 field where the header has 2"),
    ("a,b\n1,\"2\n3,4\n", 2, "a quote is not closed"),
    ("a,b\n1,\"2\"x\n", 2, "text after a closing quote"),
    ("a,b\r1,2\r3\r", 3, "1 field where the header has 2"),
    (
      "a;b\n1,5;2\n", 2,
      "2 fields where the header has 1: the header looks separated by ';': use --delimiter ';'"
    ),
    (
      "a,b\n" + String(repeating: ",", count: 5000), 2,
      "more than 1002 fields where the header has 2"
    ),
  ])
  func `What is no table is refused with its line`(text: String, line: Int, message: String) {
    for chunkSize in [1, 4, 1000] {
      let error = #expect(throws: TableError.self) { try rows(text, chunkSize: chunkSize) }
      #expect(error?.line == line)
      #expect(error?.message == message)
      #expect(error?.code == .malformed)
    }
  }

  @Test func `A file without a header is refused`() {
    #expect(throws: TableError.self) { try rows("") }
    #expect(throws: TableError.self) { try rows("\n\n") }
  }

  @Test func `Directories and missing files are refused`() {
    #expect(throws: TableError(.unreadable, "Is a directory", file: folder.path)) {
      try InputFile(path: folder.path)
    }
    #expect(throws: TableError(.unreadable, "No such file or directory", file: "/nowhere")) {
      try InputFile(path: "/nowhere")
    }
  }

  @Test func `A column is converted, and only text tells empty from NULL`() throws {
    let records = try #require(try reader("n,t\n1,x\n,\n\"\",\"\"\n-2,\"a\"\"b\"\n").next())
    #expect(
      try records.column(0, named: "n", as: .int64, rows: 0..<4)
        == Column(int64: [1, nil, nil, -2]))
    #expect(
      try records.column(1, named: "t", as: .utf8, rows: 1..<4)
        == Column(utf8: [nil, "", "a\"b"]))
  }

  @Test func `A value that does not fit is named with line, column, text and type`() throws {
    let records = try #require(try reader("n\n1\n\"x\"\n").next())
    #expect(
      throws: TableError(
        .unconvertible, #"column n: "x" is not an int"#, file: records.file, line: 3, row: 1)
    ) {
      try records.column(0, named: "n", as: .int64, rows: 0..<2)
    }
  }

  @Test func `Text that is not UTF-8 is named with its line`() throws {
    let file = try folder.file("t.csv", [0x61, 0x0A, 0x62, 0x0A, 0xFF, 0x0A])
    let records = try #require(try CSVReader(InputFile(path: file)).next())
    let conversion = #expect(throws: TableError.self) {
      try records.column(0, named: "a", as: .utf8, rows: 0..<2)
    }
    #expect(conversion?.line == 3)
    let check = #expect(throws: TableError.self) { try records.checkText() }
    #expect(check?.line == 3)
  }

  @Test(arguments: [
    ("1\n-2\n\"\"\n9007199254740992\n", InferredType.integer),
    ("1\n-9223372036854775808\n", .largeInteger), ("9007199254740993\n1.5\n", .text),
    ("1\n2.5\n", .real), ("1e3\n", .real), ("01\n", .text), ("+1\n", .text),
    ("007.1\n", .text), ("-00.5\n", .text), ("+1.5\n", .text), ("0.10\n-0.0\n.5\n5.\n", .real),
    ("1.7976931348623157e308\n5e-324\n0.30000000000000004\n", .real), ("1e-400\n", .text),
    ("12345678901234567.89\n", .text), ("0.1000000000000000055511151231257827\n", .text),
    ("0.12345678901234568\n", .real), ("0.12345678901234567\n", .text),
    ("12345678901234567.0\n", .text), ("1.5 \n", .text),
    ("9223372036854775808\n", .text), ("1\nx\n", .text), ("NaN\n", .text), ("1e400\n", .text),
    ("\"\"\n", .none),
  ])
  func `The type of a column is the narrowest that all values fit`(
    text: String, type: InferredType
  ) throws {
    var types: [InferredType] = [.none]
    try reader("a\n" + text).next()?.widen(&types)
    #expect(types == [type])
  }

  @Test func `Records before a malformed one come first`() throws {
    let file = try folder.file("t.csv", "a,b\n1,2\n\n3,4\n5\n6,7\n")
    let reader = try CSVReader(InputFile(path: file))
    #expect(try reader.next()?.count == 2)
    let refusal = TableError(
      .malformed, "1 field where the header has 2", file: file, line: 5)
    #expect(throws: refusal) { try reader.next() }
    #expect(throws: refusal) { try reader.next() }
  }
}
