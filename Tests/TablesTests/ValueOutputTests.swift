import Columns
import Foundation
import Tables
import TestSupport
import Testing

@Suite("OutputFile's values") struct ValueOutputTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func written(_ body: (OutputFile) throws -> Void) throws -> [UInt8] {
    let output = try OutputFile(path: folder.path + "/out")
    try body(output)
    try output.finish()
    return Array(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/out")))
  }

  private static let texts = [
    "", "plain", "\0\u{1F}\"\\\r\n\té€😀", String(repeating: "\0", count: 100_001),
    String(repeating: "é\"", count: 40_000), String(repeating: "x", count: 200_000),
    String(repeating: "a,b\"\n", count: 30_000),
  ]

  @Test(arguments: texts) func `Text is the same in pieces and at once`(text: String) throws {
    var whole: [UInt8] = []
    Value.utf8(text).appendJSON(to: &whole)
    #expect(try written { try $0.writeJSON(.utf8(text)) } == whole)
    #expect(try JSONDecoder().decode(String.self, from: Data(whole)) == text)
    let field = Array(text.utf8)
    let csv = CSVText.line([field]).dropLast()
    #expect(
      try written { output in
        try field.withUnsafeBytes { try output.writeCSV(field: $0) }
      } == Array(csv))
    #expect(try fields(Array(csv)) == [field])
  }

  @Test(arguments: [0, 1, 2, 3, 4, 12_287, 12_288, 12_289, 100_000])
  func `Bytes are Base64 in pieces`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let json = try written { try $0.writeJSON(.binary(bytes)) }
    #expect(json == Array("\"\(Data(bytes).base64EncodedString())\"".utf8))
  }

  @Test func `Rows of a column keep their order among lines that wait`() throws {
    let column = try Column(utf8: ["a", String(repeating: "\n", count: 20_000), nil, "b"])
    let lines = try written { output in
      var line: [UInt8] = []
      for row in 0..<4 {
        try output.appendJSON(column, row: row, to: &line)
        line.append(UInt8(ascii: ";"))
        try output.appendCSV(column, row: row, to: &line)
        line.append(UInt8(ascii: ";"))
        try output.drain(&line)
      }
      try output.write(line)
    }
    let breaks = String(repeating: "\n", count: 20_000)
    let escaped = String(repeating: #"\n"#, count: 20_000)
    #expect(
      String(decoding: lines, as: UTF8.self)
        == "\"a\";a;\"\(escaped)\";\"\(breaks)\";null;;\"b\";b;")
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+x", "'+x"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"),
    ("\rx", "\"'\rx\""), ("=a,b", "\"'=a,b\""), ("a=b", "a=b"), ("", "\"\""), ("'=", "'="),
    (" =x", " =x"),
  ])
  func `Text that begins as a formula gets an apostrophe where asked`(
    text: String, expected: String
  ) throws {
    let guarded = CSVText.line([Array(text.utf8)], formulas: .escape)
    #expect(String(decoding: guarded, as: UTF8.self) == expected + "\n")
    let column = try Column(utf8: [text])
    #expect(
      try written { output in
        var line: [UInt8] = []
        try output.appendCSV(column, row: 0, formulas: .escape, to: &line)
        try output.write(line)
      } == Array(expected.utf8))
    let kept = CSVText.line([Array(text.utf8)])
    #expect(!kept.starts(with: Array("'".utf8)) || text.hasPrefix("'"))
  }

  @Test(arguments: [
    (Value.int64(-5), "-5"), (.float64(-1.5e300), "-1.5e+300"), (.float64(-.infinity), "-Infinity"),
    (.bool(true), "true"), (.null, ""), (.duration(microseconds: -86_400_000_000), "'-P1D"),
    (.binary([0xF8, 0]), "'+AA="), (.binary([0xFC, 0]), "/AA="),
  ])
  func `Numbers get none`(value: Value, expected: String) throws {
    let column = try Column(value.type, [value])
    var text: [UInt8] = []
    try column.appendCSV(row: 0, formulas: .escape, to: &text)
    #expect(String(decoding: text, as: UTF8.self) == expected)
  }

  @Test func `A record keeps its text but for formulas`() throws {
    let path = try folder.file(
      "in.csv", "a,b,c,d\n=1+1,\"=x,\"\"y\"\"\",-5,+1.5e3\n@x,\"-\",\"-7\", =z\n")
    let reader = try CSVReader(InputFile(path: path))
    let records = try #require(try reader.next())
    var text: [UInt8] = []
    for row in 0..<records.count {
      records.appendText(of: row, formulas: .escape, to: &text)
      text.append(UInt8(ascii: "\n"))
    }
    #expect(
      String(decoding: text, as: UTF8.self)
        == "'=1+1,\"'=x,\"\"y\"\"\",-5,+1.5e3\n'@x,\"'-\",\"-7\", =z\n")
  }

  private func fields(_ line: [UInt8]) throws -> [[UInt8]] {
    let path = try folder.file("read.csv", Array("x\n".utf8) + line + [0x0A])
    let records = try #require(try CSVReader(InputFile(path: path)).next())
    return (0..<records.count).map { records.content(of: records.field($0, 0)) }
  }
}
