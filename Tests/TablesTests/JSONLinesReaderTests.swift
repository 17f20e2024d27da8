import Columns
import Tables
import TestSupport
import Testing

@Suite("JSONLinesReader") struct JSONLinesReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func reader(_ text: String, chunkSize: Int = 1 << 16) throws -> JSONLinesReader {
    try JSONLinesReader(InputFile(path: folder.file("t.jsonl", text)), chunkSize: chunkSize)
  }

  private func column(_ text: String, _ type: DataType) throws -> [Value] {
    let records = try #require(try reader(text).next())
    return try records.column(Array("x".utf8), as: type, rows: 0..<records.count).allValues
  }

  @Test(arguments: [1, 3, 1000]) func `Objects keep their text`(chunkSize: Int) throws {
    let reader = try reader(
      "\u{FEFF}{\"a\": [1, {\"b\":2}]}\r\n\n  {}  \n{\"é\":\"\\u00e9\"}", chunkSize: chunkSize)
    var lines: [String] = []
    var numbers: [Int] = []
    while let records = try reader.next() {
      for row in 0..<records.count {
        lines.append(String(decoding: records.text(of: row), as: UTF8.self))
        numbers.append(records.line(of: row))
      }
    }
    #expect(lines == [#"{"a": [1, {"b":2}]}"#, "{}", #"{"é":"\u00e9"}"#])
    #expect(numbers == [1, 3, 4])
  }

  @Test func `Members are found wherever they stand and are NULL where they do not`() throws {
    #expect(
      try column(#"{"x":1,"y":2}"# + "\n" + #"{"y":2,"\u0078":3}"# + "\n{}\n", .int64)
        == [.int64(1), .int64(3), .null])
  }

  @Test func `Integers are exact`() throws {
    #expect(try column(#"{"x":9223372036854775807}"#, .int64) == [.int64(.max)])
    #expect(try column(#"{"x":-9223372036854775808}"#, .int64) == [.int64(.min)])
  }

  @Test(arguments: [
    (#"{"x":3}"#, DataType.float64, Value.float64(3)),
    (#"{"x":"Infinity"}"#, .float64, .float64(.infinity)),
    (#"{"x":true}"#, .bool, .bool(true)),
    (#"{"x":"a\n\ud83d\ude00\/"}"#, .utf8, .utf8("a\n😀/")),
    (#"{"x":"AP8="}"#, .binary, .binary([0, 255])),
    (#"{"x":"2024-02-29"}"#, .date32, .date(days: 19782)),
    (#"{"x":null}"#, .bool, .null),
  ])
  func `Values are read as the type that is asked for`(
    text: String, type: DataType, value: Value
  ) throws {
    #expect(try column(text, type) == [value])
  }

  @Test(arguments: [
    "1", "[]", "{", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":01}"#, #"{"a":1.}"#, #"{"a":nul}"#,
    #"{"a":"\x"}"#, #"{"a":"\u12"}"#, "{\"a\":\"\t\"}", #"{"a":1} {}"#, #"{'a':1}"#,
    #"{"a":+1}"#, #"{"a":"x}"#,
  ])
  func `A line that is no object is refused`(line: String) throws {
    let reader = try reader("{}\n" + line + "\n")
    #expect(try reader.next()?.count == 1)
    let error = #expect(throws: TableError.self) { try reader.next() }
    #expect(error?.code == .malformed)
    #expect(error?.line == 2)
  }

  @Test func `Nesting without end is refused`() {
    let text = "{\"a\":" + String(repeating: "[", count: 1_000_000)
    let error = #expect(throws: TableError.self) { try reader(text).next() }
    #expect(error?.message == "nested more than 256 deep")
  }

  @Test(arguments: [
    (#"{"x":1,"x":3}"#, #"{"x":3}"#), (#"{"x":1, "y" : 2,"x":null}"#, #"{"x":null,"y":2}"#),
    (#"{"x":1,"\u0078":"a"}"#, #"{"x":"a"}"#), (#"{ "x":1,"X":2 }"#, #"{ "x":1,"X":2 }"#),
    (#"{"a":{"x":1,"x":2}}"#, #"{"a":{"x":1,"x":2}}"#), (#"{"":1,"":2}"#, #"{"":2}"#),
    (
      #"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"\u0062":0,"a":11}"#,
      #"{"a":11,"b":0,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9}"#
    ),
  ])
  func `Of members with one name the last counts, in the place of the first`(
    line: String, expected: String
  ) throws {
    // Between objects whose names differ from one another, in which the same names stand.
    let clean = #"{"x":0,"y":0}"# + "\n"
    let records = try #require(try reader(clean + line + "\n" + clean + line + "\n").next())
    for row in [1, 3] {
      #expect(String(decoding: records.text(of: row), as: UTF8.self) == expected)
      #expect(Set(records.keys(of: row)).count == records.keys(of: row).count)
    }
  }

  @Test func `A member that is there twice has its last value in a column`() throws {
    let text = #"{"x":1,"x":3}"# + "\n" + #"{"x":4}"# + "\n"
    #expect(try column(text, .int64) == [.int64(3), .int64(4)])
  }

  @Test func `An object has a limit of members`() throws {
    func object(_ count: Int) -> String {
      "{" + (0..<count).map { "\"\($0)\":0" }.joined(separator: ",") + "}\n"
    }
    #expect(try reader(object(131_072)).next()?.count == 1)
    let error = #expect(throws: TableError.self) { try reader(object(131_073)).next() }
    #expect(error?.message == "an object of more than 131072 members")
  }

  @Test func `Columns are added as they are met, and types widened`() throws {
    let text = #"{"a":1,"b":"x"}"# + "\n" + #"{"c":1.5,"\u0061":2.5,"b":null}"# + "\n{}\n"
    let records = try #require(try reader(text).next())
    var (columns, types) = (JSONColumns(), [InferredType]())
    records.widen(&columns, &types, maximum: 100)
    #expect(columns.keys == ["a", "b", "c"].map { Array($0.utf8) })
    #expect(types == [.real, .text, .real])
    var found: [[Int: String]] = []
    for row in 0..<3 {
      var contents: [Int: String] = [:]
      try records.forEachContent(of: row, in: columns) { column, content in
        switch content {
        case .null: contents[column] = "null"
        case .unescaped(let text): contents[column] = String(decoding: text, as: UTF8.self)
        case .place(let range, _):
          contents[column] = String(decoding: records.bytes[range], as: UTF8.self)
        }
      }
      found.append(contents)
    }
    #expect(found == [[0: "1", 1: "x"], [0: "2.5", 1: "null", 2: "1.5"], [:]])
  }

  @Test func `Members become CSV fields in the order of the first object`() throws {
    let text =
      #"{"a":1,"b":"x;y"}"# + "\n" + #"{"b":"","a":null}"# + "\n" + #"{"b":[1],"z":1}"# + "\n"
    let records = try #require(try reader(text).next())
    let columns = JSONColumns(records.keys(of: 0))
    var csv: [UInt8] = []
    for row in 0..<2 {
      try records.appendCSV(row: row, columns: columns, delimiter: UInt8(ascii: ";"), to: &csv)
      csv.append(UInt8(ascii: "\n"))
    }
    #expect(String(decoding: csv, as: UTF8.self) == "1;\"x;y\"\n;\"\"\n")
    let error = #expect(throws: TableError.self) {
      try records.appendCSV(row: 2, columns: columns, to: &csv)
    }
    #expect(error?.line == 3)
    #expect(error?.message.hasSuffix("objects that differ can be written with --to jsonl") == true)
  }

  @Test func `Columns are the members in the order they come, in types that keep all values`()
    throws
  {
    let text = """
      {"b":1,"a":true,"c":"1"}
      {"a":2.50,"d":null,"b":9007199254740993}
      {"b":-1,"e":12345678901234567890,"f":0.1000000000000000055511151231257827,"d":[1]}

      """
    var (columns, types) = (JSONColumns(), [InferredType]())
    try reader(text).next()?.widen(&columns, &types, maximum: 100)
    #expect(
      columns.keys.map { String(decoding: $0, as: UTF8.self) } == ["b", "a", "c", "d", "e", "f"])
    #expect(types == [.largeInteger, .real, .text, .text, .text, .text])
  }

  /// Looking each name up among all the others would not end.
  @Test func `Very many members in any order are widened once each`() throws {
    let names = (0..<30_000).map { "\"k\($0)\":1" }
    let text =
      "{" + names.joined(separator: ",") + "}\n{" + names.reversed().joined(separator: ",") + "}\n"
    var (columns, types) = (JSONColumns(), [InferredType]())
    try reader(text).next()?.widen(&columns, &types, maximum: 1_000_000)
    #expect(columns.count == 30_000)
    (columns, types) = (JSONColumns(), [])
    try reader(text + "{\"z\":1}\n").next()?.widen(&columns, &types, maximum: 10)
    #expect(columns.count == 30_000)
  }

  @Test func `Objects before a broken one come first`() throws {
    let reader = try reader("{\"a\":1}\n\n{\"a\":2,\"b\":3}\n{\"a\":4,\"b\"\n{}\n")
    let records = try #require(try reader.next())
    #expect(records.count == 2)
    for _ in 0..<2 {
      let error = #expect(throws: TableError.self) { try reader.next() }
      #expect(error?.line == 4)
    }
  }
}
