import Columns
import PythonGuest
import TestSupport
import Testing

/// Which rows Python is called for, and what the others are.
@Suite("NULL")
struct NullTests {
  let program: Program

  init() throws { program = try TestSupport.program(fixture: "values.py") }

  @Test func aRowThatIsNullForAParameterIsNotPassed() throws {
    let program = try TestSupport.program(
      """
      calls = 0

      def f(x: int) -> int:
          global calls
          calls += 1
          return x

      def count() -> int:
          return calls
      """)
    let result = try program.call("f", Column(int64: [1, nil, 3, nil, nil]))
    #expect(try result == Column(int64: [1, nil, 3, nil, nil]))
    #expect(try program.value("count") == .int64(2))
  }

  @Test func anOptionalParameterReceivesNone() throws {
    let result = try program.call("is_none", Column(int64: [1, nil, 3]))
    #expect(try result == Column(bool: [false, true, false]))
    #expect(try program.value("is_none", .null) == .bool(true))
    #expect(try program.call("is_none", Column(nulls: 2)) == Column(bool: [true, true]))
  }

  @Test func oneNullAmongSeveralParametersIsEnough() throws {
    let result = try program.call(
      "add", Column(int64: [1, nil, 3, nil]), Column(int64: [10, 20, nil, nil]))
    #expect(try result == Column(int64: [11, nil, nil, nil]))
    #expect(try program.value("add", .int64(1), .null) == .null)
    #expect(try program.value("add", .null, .int64(1)) == .null)
  }

  @Test func optionalAndRequiredParametersMix() throws {
    let result = try program.call(
      "coalesce", Column(int64: [1, nil, 3, nil]), Column(int64: [10, 20, nil, nil]))
    #expect(try result == Column(int64: [1, 20, nil, nil]))
  }

  @Test func nullsInThreeParametersOfDifferentTypes() throws {
    let result = try program.call(
      "three", Column(int64: [1, nil, 3, 4]), Column(utf8: ["a", "b", nil, "d"]),
      Column(float64: [0.5, 0.5, 0.5, nil]))
    #expect(try result == Column(utf8: ["1a0.5", nil, nil, "4dNone"]))
  }

  @Test func noneMayBeReturnedWhereItIsDeclared() throws {
    let result = try program.call("maybe_odd", Column(int64: [1, 2, 3, 4, nil]))
    #expect(try result == Column(int64: [1, nil, 3, nil, nil]))
    #expect(try program.value("maybe_odd", .int64(2)) == .null)
    #expect(try program.value("maybe_nothing") == .null)
  }

  @Test func aFunctionMayReturnNothingButNone() throws {
    let result = try program.call("nothing", Column(int64: [1, nil, 3]))
    #expect(try result == Column(nulls: 3))
    #expect(try program.value("nothing", .int64(1)) == .null)
  }

  @Test func aParameterThatIsOnlyEverNoneReceivesIt() throws {
    #expect(try program.call("takes_none", Column(nulls: 2)) == Column(utf8: ["None", "None"]))
    #expect(try program.value("takes_none", .null) == .utf8("None"))
  }

  @Test("NULL and values alternate in any pattern", arguments: [2, 3, 64, 511, 512, 513])
  func patterns(period: Int) throws {
    let values = (0..<1500).map { $0 % period == 0 ? nil : Int64($0) }
    let expected = values.map { $0.map { $0 + 1 } }
    let ones = [Int64?](repeating: 1, count: 1500)
    let result = try program.call("add", Column(int64: values), Column(int64: ones))
    #expect(try result == Column(int64: expected))
  }
}
