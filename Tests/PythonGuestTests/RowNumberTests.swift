import Columns
import PythonGuest
import TestSupport
import Testing

/// An error names the row of the batch, whatever was skipped before it.
@Suite("Rows of errors", .interruptedInEveryWay)
struct RowNumberTests {
  static let rows = 1500
  /// First, last, and around the slices in which rows are run.
  static let positions = [0, 1, 510, 511, 512, 513, 1023, 1024, 1498, 1499]

  let program: Program

  init() throws {
    program = try TestSupport.program(
      """
      def raises(x: int) -> int:
          if x < 0:
              raise ValueError(x)
          return x

      def returns_none(x: int) -> int:
          return x if x >= 0 else None

      def returns_text(x: int) -> int:
          return x if x >= 0 else "text"

      def too_large(x: int) -> int:
          return x if x >= 0 else 2**64

      def second(x: int, y: int) -> int:
          return raises(y)

      def optional(x: int | None, y: int) -> int:
          return raises(y)

      calls = 0

      def without_parameters() -> int:
          global calls
          calls += 1
          if calls % 1000 == 0:
              raise ValueError
          return calls
      """)
  }

  @Test(
    "The row is right for every kind of error", arguments: positions,
    ["raises", "returns_none", "returns_text", "too_large"])
  func kinds(_ row: Int, _ name: String) throws {
    let error = try failure { try program.call(name, Column(int64: values(failingAt: row))) }
    #expect(error.row == row)
    #expect(error.function == name)
  }

  @Test(
    "The row is right after rows that are NULL", arguments: positions,
    ["raises", "returns_none", "too_large"])
  func afterNulls(_ row: Int, _ name: String) throws {
    var some = values(failingAt: row)
    for index in some.indices where index % 3 == 1 && index != row { some[index] = nil }
    #expect(try failure { try program.call(name, Column(int64: some)) }.row == row)
    var others = [Int64?](repeating: nil, count: Self.rows)
    others[row] = -1
    #expect(try failure { try program.call(name, Column(int64: others)) }.row == row)
  }

  @Test("The row is right with two parameters", arguments: positions)
  func twoParameters(_ row: Int) throws {
    let bad = values(failingAt: row)
    let first = (0..<Self.rows).map { $0 % 2 == 0 && $0 != row ? nil : Int64($0) }
    for name in ["second", "optional"] {
      let error = try failure { try program.call(name, Column(int64: first), Column(int64: bad)) }
      #expect(error.row == row, "\(name)")
    }
  }

  @Test func theFirstOfSeveralRowsThatFailIsNamed() throws {
    var bad = values(failingAt: 700)
    bad[1400] = -1
    #expect(try failure { try program.call("raises", Column(int64: bad)) }.row == 700)
  }

  @Test func aFunctionWithoutParametersHasRowsToo() throws {
    let batch = try Batch(columns: [], rowCount: 1500)
    let function = try program.function(named: "without_parameters")
    #expect(try failure { try function.call(batch) }.row == 999)
  }

  @Test func aSingleRowIsRowZero() throws {
    #expect(try failure { try program.value("raises", .int64(-1)) }.row == 0)
    #expect(try failure { try program.call("raises", Column(int64: [-1])) }.row == 0)
  }

  private func values(failingAt row: Int) -> [Int64?] {
    (0..<Self.rows).map { $0 == row ? -1 : Int64($0) }
  }
}
