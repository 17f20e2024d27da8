import Tables
import Testing

@Suite("Text in messages") struct ShownTextTests {
  @Test(arguments: [
    ("id", "id"), ("first name", "first name"), ("größe_2", "größe_2"), ("", #""""#),
    (" x", #"" x""#), ("a,b", #""a,b""#), ("a;b", #""a;b""#), ("a\"b", #""a\"b""#),
    ("a\u{1B}[2J", #""a\u{1B}[2J""#), ("a\nb", #""a\nb""#),
  ])
  func `A name is in quotes where it could be taken for other words`(name: String, text: String) {
    #expect(shown(name: name) == text)
  }

  @Test func `Many names are cut short`() {
    let names = (1...25).map { "c\($0)" }
    #expect(shown(names: names).hasSuffix("c19, c20 and 5 more"))
  }

  @Test func `Long text is cut between characters`() {
    let text = Array(("x" + String(repeating: "é", count: 100)).utf8)
    #expect(quoted(text) == "\"x" + String(repeating: "é", count: 29) + "…\"")
    #expect(quoted(Array("é".utf8)) == "\"é\"")
  }

  @Test(arguments: [
    ("a,b", ["a", "b"]), ("", [""]), ("a,", ["a", ""]),
    (#""Name, first",b"#, ["Name, first", "b"]),
    (#""a""b""#, [#"a"b"#]), (#"a"b"#, [#"a"b"#]), ("\"a\nb\"", ["a\nb"]), ("\"\"", [""]),
  ])
  func `Names are read as a CSV record`(text: String, fields: [String]) {
    #expect(CSVText.fields(of: text) == fields)
  }

  @Test(arguments: [#""a"#, #""a"b"#, #"a,""#])
  func `Quotes that are wrong are no record`(text: String) {
    #expect(CSVText.fields(of: text) == nil)
  }

  @Test(arguments: [["a", "b"], ["Name, first", "\"", ""]])
  func `A record gives its fields back`(fields: [String]) {
    #expect(CSVText.fields(of: CSVText.record(fields)) == fields)
  }
}
