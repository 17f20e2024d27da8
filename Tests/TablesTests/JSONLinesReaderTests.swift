import Columns
import Tables
import Testing

@Suite("JSONLinesReader") struct JSONLinesReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func reader(_ text: String, chunkSize: Int = 1 << 16) throws -> JSONLinesReader {
    try JSONLinesReader(InputFile(path: folder.file("t.jsonl", text)), chunkSize: chunkSize)
  }

  private func column(_ text: String, _ type: ColumnType) throws -> [Value] {
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
    (#"{"x":3}"#, ColumnType.float64, Value.float64(3)),
    (#"{"x":"Infinity"}"#, .float64, .float64(.infinity)),
    (#"{"x":true}"#, .bool, .bool(true)),
    (#"{"x":"a\n\ud83d\ude00\/"}"#, .utf8, .utf8("a\n😀/")),
    (#"{"x":"AP8="}"#, .binary, .binary([0, 255])),
    (#"{"x":"2024-02-29"}"#, .date32, .date(days: 19782)),
    (#"{"x":null}"#, .bool, .null),
  ])
  func `Values are read as the type that is asked for`(
    text: String, type: ColumnType, value: Value
  ) throws {
    #expect(try column(text, type) == [value])
  }

  @Test(arguments: [
    "1", "[]", "{", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":01}"#, #"{"a":1.}"#, #"{"a":nul}"#,
    #"{"a":"\x"}"#, #"{"a":"\u12"}"#, "{\"a\":\"\t\"}", #"{"a":1} {}"#, #"{'a':1}"#,
    #"{"a":+1}"#, #"{"a":"x}"#,
  ])
  func `A line that is no object is refused`(line: String) {
    let error = #expect(throws: TableError.self) { try reader("{}\n" + line + "\n").next() }
    #expect(error?.code == .malformed)
    #expect(error?.line == 2)
  }

  @Test func `Nesting without end is refused`() {
    let text = "{\"a\":" + String(repeating: "[", count: 1_000_000)
    #expect(throws: TableError.self) { try reader(text).next() }
  }

  @Test func `Columns are the members in the order they come, in types that keep all values`()
    throws
  {
    let text = """
      {"b":1,"a":true,"c":"1"}
      {"a":2.50,"d":null,"b":9007199254740993}
      {"b":-1,"e":12345678901234567890,"f":0.1000000000000000055511151231257827,"d":[1]}

      """
    var types = MemberTypes()
    try reader(text).next()?.widen(&types, maximum: 100)
    #expect(
      types.keys.map { String(decoding: $0, as: UTF8.self) } == ["b", "a", "c", "d", "e", "f"])
    #expect(types.types == [.largeInteger, .real, .text, .text, .text, .text])
  }

  /// Looking each name up among all the others would not end.
  @Test func `Very many members in any order are widened once each`() throws {
    let names = (0..<30_000).map { "\"k\($0)\":1" }
    let text =
      "{" + names.joined(separator: ",") + "}\n{" + names.reversed().joined(separator: ",") + "}\n"
    var types = MemberTypes()
    try reader(text, chunkSize: 1 << 22).next()?.widen(&types, maximum: 1_000_000)
    #expect(types.keys.count == 30_000)
    var few = MemberTypes()
    try reader(text + "{\"z\":1}\n", chunkSize: 1 << 22).next()?.widen(&few, maximum: 10)
    #expect(few.keys.count == 30_000)
  }
}
