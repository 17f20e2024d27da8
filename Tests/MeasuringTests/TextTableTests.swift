import Measuring
import Testing

@Suite("TextTable")
struct TextTableTests {
  @Test("Numbers stand to the right, and text to the left without blanks at its end")
  func alignment() {
    let table = TextTable(
      ["name", "value", "what"], [["a", "1.50", "long enough"], ["lengthy", "120", ""], ["c"]])
    #expect(
      table.text == """
        name     value  what
        a         1.50  long enough
        lengthy    120
        c
        """)
  }

  @Test(
    "Numbers have about three digits",
    arguments: [(0.1234, "0.123"), (12.345, "12.35"), (1236.4, "1236")])
  func numbers(_ value: Double, _ text: String) { #expect(TextTable.number(value) == text) }
}
