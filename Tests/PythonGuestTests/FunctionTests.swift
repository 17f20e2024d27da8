import Columns
import PythonGuest
import TestSupport
import Testing

/// How calls bind to signatures.
@Suite("Function", .interruptedInEveryWay)
struct FunctionTests {
  let program: Program

  init() throws { program = try TestSupport.program(fixture: "values.py") }

  @Test func defaultsMayBeLeftOut() throws {
    let base = try Column(int64: [2, 3])
    let exponent = try Column(int64: [3, 3])
    let suffix = try Column(utf8: ["?", "."])
    #expect(try program.call("power", base) == Column(utf8: ["4!", "9!"]))
    #expect(try program.call("power", base, exponent) == Column(utf8: ["8!", "27!"]))
    #expect(try program.call("power", base, exponent, suffix) == Column(utf8: ["8?", "27."]))
    #expect(try program.value("power", .int64(2)) == .utf8("4!"))
    #expect(try program.value("positional", .int64(2)) == .int64(21))
    #expect(try program.value("positional", .int64(2), .int64(3)) == .int64(23))
  }

  @Test("Functions without parameters run once a row", arguments: [0, 1, 3, 1025])
  func withoutParameters(rows: Int) throws {
    let batch = try Batch(columns: [], rowCount: rows)
    let numbers = try program.function(named: "forty_two").call(batch).columns[0]
    #expect(try numbers == Column(int64: [Int64?](repeating: 42, count: rows)))
    let texts = try program.function(named: "hello").call(batch).columns[0]
    #expect(try texts == Column(utf8: [String?](repeating: "hello", count: rows)))
    let defaults = try program.function(named: "all_default").call(batch).columns[0]
    #expect(try defaults == Column(int64: [Int64?](repeating: 5, count: rows)))
    #expect(try program.value("forty_two") == .int64(42))
    #expect(try program.value("all_default") == .int64(5))
  }

  @Test func anIntIsAcceptedWhereFloatIsDeclared() throws {
    let column = try Column(int64: [1, -3, 1 << 53, .max, nil])
    let expected: [Double?] = [1, -3, 9_007_199_254_740_992, 9_223_372_036_854_775_808, nil]
    #expect(try program.call("int_for_float", column) == Column(float64: expected))
    #expect(try program.value("int_for_float", .int64(7)) == .float64(7))
  }

  @Test func tooFewAndTooManyArgumentsAreRefused() throws {
    let none = try failure { try program.value("add") }
    #expect(
      none.rendered == "code: invalid_input\nmessage: add takes 2 arguments, not 0\nfunction: add\n"
    )
    let three = try failure { try program.value("add", .int64(1), .int64(2), .int64(3)) }
    #expect(three.message == "add takes 2 arguments, not 3")
    let four = try failure { try program.value("power", .null, .null, .null, .null) }
    #expect(four.message == "power takes 1 to 3 arguments, not 4")
    let batch = try failure { try program.call("add", Column(int64: [1])) }
    #expect(batch.message == "add takes 2 arguments, not 1")
  }

  @Test func aColumnOfAnotherTypeIsRefused() throws {
    let column = try failure { try program.call("add", Column(int64: [1]), Column(utf8: ["2"])) }
    #expect(
      column.rendered == """
        code: invalid_input
        message: parameter y of add is int, which a column of type utf8 does not hold
        function: add

        """)
    let value = try failure { try program.value("add", .float64(1), .int64(2)) }
    #expect(
      value.message == "parameter x of add is int, which a column of type float64 does not hold")
  }

  @Test func anUnknownFunctionIsNamedWithThoseThereAre() throws {
    let program = try TestSupport.program(
      "def one() -> int: return 1\ndef two() -> int: return 2")
    let error = try failure { try program.value("three") }
    #expect(error.code == .noSuchFunction)
    #expect(error.message == "program.py has no function three, only one, two")
    let empty = try TestSupport.program("")
    #expect(empty.functions.isEmpty)
    let none = try failure { try empty.value("one") }
    #expect(none.message == "program.py has no public function")
  }

  @Test func batchesOfDifferentLengthsFollowOneAnother() throws {
    for rows in [513, 1, 0, 1024, 2, 100_000, 3] {
      let column = try Column(int64: (0..<rows).map { Int64($0) })
      #expect(try program.call("same_int", column) == column)
      let texts = try Column(utf8: (0..<rows).map { "\($0)ü" })
      #expect(try program.call("same_str", texts) == texts)
    }
  }

  @Test func valuesThatPythonKeepsDoNotChangeLater() throws {
    let program = try TestSupport.program(
      """
      kept = []

      def keep(x: int, y: float, z: str) -> int:
          kept.append((x, y, z))
          return len(kept)

      def total() -> str:
          return f"{sum(x for x, _, _ in kept)} {sum(y for _, y, _ in kept)} {kept[600]}"
      """)
    let rows = 2000
    for _ in 0..<2 {
      _ = try program.call(
        "keep", Column(int64: (0..<rows).map { Int64($0) * 1000 }),
        Column(float64: (0..<rows).map { Double($0) }), Column(utf8: (0..<rows).map { "row \($0)" })
      )
    }
    #expect(try program.value("total") == .utf8("3998000000 3998000.0 (600000, 600.0, 'row 600')"))
  }
}
