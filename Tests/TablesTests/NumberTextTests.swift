import Tables
import Testing

@Suite("NumberText") struct NumberTextTests {
  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("+7", 7), ("007", 7), ("9223372036854775807", .max),
      ("-9223372036854775808", .min),
    ] as [(String, Int64)])
  func `An integer is a sign and digits`(text: String, value: Int64) {
    #expect(NumberText.int64(Array(text.utf8).span) == value)
  }

  @Test(arguments: ["", "-", "+", "1.0", " 1", "1 ", "1e3", "0x10", "9223372036854775808", "１"])
  func `Other text is no integer`(text: String) {
    #expect(NumberText.int64(Array(text.utf8).span) == nil)
  }

  @Test(arguments: [
    "0", "-0", "1.5", "0.5", "-0.5e-3", "1e22", "1e23", "123456789012345678", "0.1", "1e308",
    "4.9406564584124654e-324", "2.2250738585072011e-308", "1e400", "-1E+5", "00012.50",
    "9007199254740993", "0.000000000000000000000000000001", "179769313486231580793e289",
  ])
  func `A number is what Swift reads it as`(text: String) {
    #expect(NumberText.float64(Array(text.utf8).span) == Double(text))
  }

  @Test func `Digits may stand on one side of the point only`() {
    #expect(NumberText.float64(Array(".5".utf8).span) == 0.5)
    #expect(NumberText.float64(Array("-5.".utf8).span) == -5)
  }

  @Test func `Names of what is not finite are read in any case`() {
    #expect(NumberText.float64(Array("NaN".utf8).span)?.isNaN == true)
    #expect(NumberText.float64(Array("-Infinity".utf8).span) == -.infinity)
    #expect(NumberText.float64(Array("inf".utf8).span) == .infinity)
  }

  @Test(arguments: ["", ".", "-", "e5", "1e", "1e+", "0x1p3", " 1", "1_000", "1,5", "infinite"])
  func `Other text is no number`(text: String) {
    #expect(NumberText.float64(Array(text.utf8).span) == nil)
  }

  @Test func `A number lies on the side of a middle that its last digit says`() {
    let zeros = String(repeating: "0", count: 5000)
    #expect(
      NumberText.float64(Array("9007199254740993.\(zeros)".utf8).span) == 9_007_199_254_740_992)
    #expect(
      NumberText.float64(Array("9007199254740993.\(zeros)1".utf8).span) == 9_007_199_254_740_994)
    #expect(
      NumberText.float64(Array("-0.\(zeros)9007199254740993\(zeros)1e5016".utf8).span)
        == -9_007_199_254_740_994)
  }

  /// What took time with the square of the length would not end.
  @Test(arguments: ["1", "0", "0.0", "-.1", "1e-1", "1e1", "5.0e-"])
  func `Numbers of very many digits are read in one pass`(start: String) {
    let text = Array((start + String(repeating: "7", count: 500_000)).utf8)
    let value = NumberText.float64(text.span)
    #expect(value != nil && value?.isNaN == false)
    #expect(throws: Misfit.self) { try Conversion.int64(text.span, .text) }
  }

  @Test func `Zeros of any number change no value`() throws {
    let zeros = String(repeating: "0", count: 300_000)
    #expect(try Conversion.int64(Array("\(zeros)12.\(zeros)".utf8).span, .text) == 12)
    #expect(try Conversion.int64(Array("12\(zeros)e-300000".utf8).span, .number) == 12)
    #expect(try Conversion.float64(Array("0.\(zeros)12e300002".utf8).span, .number) == 12)
    #expect(throws: Misfit("is out of range of a float")) {
      try Conversion.float64(Array("12\(zeros)".utf8).span, .number)
    }
  }
}
