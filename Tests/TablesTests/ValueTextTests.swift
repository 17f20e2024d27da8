import Columns
import Tables
import Testing

@Suite("Value") struct ValueTextTests {
  @Test(arguments: [
    (Value.date(days: 0), "1970-01-01"), (.date(days: -719_162), "0001-01-01"),
    (.date(days: 2_932_896), "9999-12-31"), (.date(days: 11_016), "2000-02-29"),
    (.date(days: -1), "1969-12-31"),
    (.time(microseconds: 0), "00:00:00"),
    (.time(microseconds: 86_399_999_999), "23:59:59.999999"),
    (.timestamp(microseconds: 0), "1970-01-01T00:00:00"),
    (.timestamp(microseconds: -1), "1969-12-31T23:59:59.999999"),
    (.timestamp(microseconds: 1_709_210_096_000_001), "2024-02-29T12:34:56.000001"),
    (.duration(microseconds: 0), "PT0S"), (.duration(microseconds: -1), "-PT0.000001S"),
    (.duration(microseconds: 93_784_500_000), "P1DT2H3M4.5S"),
    (.duration(microseconds: 86_400_000_000), "P1D"),
    (.duration(microseconds: .min), "-P106751991DT4H54.775808S"), (.binary([0]), "AA=="),
    (.binary([0, 16]), "ABA="),
    (.binary([255, 254, 253]), "//79"),
    (.bool(true), "true"), (.int64(.min), "-9223372036854775808"), (.float64(0.1), "0.1"),
    (.float64(-0.0), "-0.0"), (.float64(1e300), "1e+300"), (.float64(.infinity), "Infinity"),
  ])
  func `A value is written as text and read again`(value: Value, text: String) throws {
    var written: [UInt8] = []
    value.appendText(to: &written)
    #expect(String(decoding: written, as: UTF8.self) == text)
    #expect(try Value(text: written, as: value.type) == value)
  }

  @Test func `Every day of Python's calendar is written and read`() throws {
    for days in stride(from: Int32(-719_162), through: 2_932_896, by: 1) where days % 61 == 0 {
      var text: [UInt8] = []
      Value.date(days: days).appendText(to: &text)
      #expect(text.count == 10)
      #expect(try Value(text: text, as: .date32) == .date(days: days))
    }
  }

  @Test(arguments: [Int64.min, .max]) func `The far ends of time are written`(ends: Int64) {
    var text: [UInt8] = []
    Value.timestamp(microseconds: ends).appendText(to: &text)
    Value.duration(microseconds: ends).appendText(to: &text)
    #expect(!text.isEmpty)
  }

  @Test(arguments: [
    (Value.null, "null"), (.float64(.nan), "\"NaN\""), (.float64(2), "2.0"),
    (.utf8("a\"\\\n\u{1}é"), #""a\"\\\n\u0001é""#), (.binary([1]), "\"AQ==\""),
    (.date(days: 0), "\"1970-01-01\""), (.bool(false), "false"),
  ])
  func `A value is written as JSON`(value: Value, json: String) {
    var written: [UInt8] = []
    value.appendJSON(to: &written)
    #expect(String(decoding: written, as: UTF8.self) == json)
  }

  @Test func `Columns are written as CSV, where NULL is nothing and empty text is quoted`() throws {
    let column = try Column(utf8: ["a", nil, "", "x,y", "\"", "\n"])
    var text: [UInt8] = []
    for row in 0..<column.count {
      try column.appendCSV(row: row, to: &text)
      text.append(UInt8(ascii: ";"))
    }
    #expect(String(decoding: text, as: UTF8.self) == "a;;\"\";\"x,y\";\"\"\"\";\"\n\";")
  }
}
