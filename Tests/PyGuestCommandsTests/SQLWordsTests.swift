import Testing

@testable import PyGuestCommands

@Suite("SQLWords") struct SQLWordsTests {
  @Test(arguments: [
    ("SELECT left(x), Right (y)", ["left", "right"]),
    ("SELECT 'left(x)', \"left\"(x), [left](x), `left`(x)", []),
    ("SELECT left -- comment (\n (x)", ["left"]), ("SELECT left/* a (*/(x)", ["left"]),
    ("SELECT 'it''s left(x)', a.left(y)", ["left"]), ("/* left(x)", []), ("-- left(x)", []),
    ("SELECT left + (x)", []), ("'left(x)", []), ("größe(x)", ["größe"]), ("", []),
  ])
  func `Words before a parenthesis are found outside of quotes`(query: String, words: [String]) {
    #expect(SQLWords.called(in: query) == Set(words))
  }
}
