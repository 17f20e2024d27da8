import Testing

@testable import PyGuestCommands

@Suite("SQLIdentifier")
struct SQLIdentifierTests {
  @Test("No name breaks out of its quotes") func quotes() {
    #expect(SQLIdentifier.quoted("a b") == "\"a b\"")
    #expect(
      SQLIdentifier.quoted("x\" INTEGER); DROP TABLE t; --")
        == "\"x\"\" INTEGER); DROP TABLE t; --\"")
    #expect(SQLIdentifier.quoted("\"") == "\"\"\"\"")
    #expect(SQLIdentifier.quoted("a\u{0}b") == "\"ab\"")
  }
}
