import Columns
import PythonGuest
import TestSupport
import Testing

/// A batch succeeds where each of its rows alone would, and names the row that does not.
@Suite("Limits of a row", .interruptedInEveryWay)
struct RowLimitTests {
  // MARK: Time

  @Test func rowsHaveTheirOwnTime() throws {
    let program = try program(
      """
      import time

      def nap(x: int) -> int:
          time.sleep(0.02)
          return x

      def work(x: int) -> int:
          end = time.monotonic() + 0.02
          while time.monotonic() < end:
              pass
          return x
      """, limits: Limits(time: .milliseconds(400)))
    let column = try Column(int64: (0..<50).map { Int64($0) })
    #expect(try program.call("nap", column) == column)
    #expect(try program.call("work", column) == column)
  }

  @Test func fastRowsBeforeSlowOnesTakeNothingFromThem() throws {
    let program = try program(
      """
      import time

      def nap(x: int) -> int:
          if x >= 60_000:
              time.sleep(0.01)
          return x
      """, limits: Limits(time: .milliseconds(500)))
    let column = try Column(int64: (0..<60_100).map { Int64($0) })
    #expect(try program.call("nap", column) == column)
  }

  @Test(
    "The row that takes too long is named", arguments: [0, 1, 511, 512, 700, 70_000],
    ["for _ in iter(int, 1): pass", "time.sleep(60)"])
  func slowRow(_ row: Int, _ statement: String) throws {
    let program = try program(
      """
      import time

      def f(x: int) -> int:
          if x < 0:
              \(statement)
          return x
      """, limits: Limits(time: .milliseconds(150)))
    let values = (0..<max(row + 2, 3)).map { index -> Int64? in
      index == row ? -1 : index % 3 == 1 ? nil : Int64(index)
    }
    let error = try failure { try program.call("f", Column(int64: values)) }
    #expect(error.code == .timeLimit)
    #expect(error.message == "f ran longer than the time limit of 150 ms")
    #expect(error.row == row)
    #expect(error.traceback?.contains(statement) == true)
  }

  // MARK: Printed bytes

  @Test func rowsHaveTheirOwnOutput() throws {
    let printed = PrintedText()
    let program = try program(
      """
      def f(x: int) -> int:
          print("x" * 899)
          return x

      def late(x: int) -> int:
          print("x" * (899 if x < 600 else 1000))
          return x
      """, limits: Limits(output: 1000)
    ) { printed.take($0, $1) }
    let column = try Column(int64: (0..<2000).map { Int64($0) })
    #expect(try program.call("f", column) == column)
    #expect(printed.standardOutput.utf8.count == 2000 * 900)
    let error = try failure { try program.call("late", column) }
    #expect(error.code == .outputLimit)
    #expect(error.row == 600)
    #expect(error.traceback?.contains("in late") == true)
  }

  // MARK: Memory

  private static let small = Limits(memory: 48 << 20)

  @Test func argumentsThatMemoryDoesNotHoldTogetherAreHandedOverOneByOne() throws {
    let program = try program(
      "def size(x: str) -> int:\n    return len(x)", limits: Self.small)
    let text = String(repeating: "x", count: 1 << 20)
    let sizes = try program.call("size", Column(utf8: Array(repeating: text, count: 60)))
    #expect(try sizes == Column(int64: Array(repeating: 1 << 20, count: 60)))
  }

  @Test func resultsThatMemoryDoesNotHoldTogetherComeOneByOne() throws {
    let program = try program(
      """
      calls = 0

      def repeat(x: str, n: int) -> str:
          global calls
          calls += 1
          return x * n

      def called() -> int:
          return calls
      """, limits: Self.small)
    let counts = (0..<200).map { Int64($0 % 3) * 500_000 + 1 }
    let texts = try program.call(
      "repeat", Column(utf8: Array(repeating: "x", count: counts.count)), Column(int64: counts))
    #expect(texts.nullCount == 0)
    for (row, count) in counts.enumerated() { #expect(try texts.range(at: row).count == count) }
    // No row was called twice.
    #expect(try program.value("called") == .int64(200))
  }

  @Test func resultsAreHandedOverAsTheyCome() throws {
    let program = try program(
      "def f(x: int) -> str:\n    return 'y' * 3000", limits: Self.small)
    let rows = 50_000
    var next = 0
    var largest = 0
    let column = try Column(int64: (0..<rows).map { Int64($0) })
    try program.function(named: "f").call(Batch(columns: [column])) { range, results in
      #expect(range.lowerBound == next)
      #expect(results.rowCount == range.count)
      next = range.upperBound
      largest = max(largest, results.columns[0].values.count)
    }
    #expect(next == rows)
    #expect(largest < 4 << 20)
  }

  @Test func aRowMayHaveTheMemoryThatResultsBeforeItFilled() throws {
    let program = try program(
      """
      def f(x: int) -> bytes:
          if x % 7 == 6:
              return bytes(len(bytearray(22_000_000)) // 1_000_000)
          return bytes(200_000)
      """, limits: Limits(memory: 64 << 20))
    let column = try Column(int64: (0..<700).map { Int64($0) })
    let results = try program.call("f", column)
    for row in 0..<700 {
      #expect(try results.range(at: row).count == (row % 7 == 6 ? 22 : 200_000))
    }
  }

  @Test("The row that takes too much memory is named", arguments: [0, 1, 600])
  func greedyRow(_ row: Int) throws {
    let program = try program(
      """
      def f(x: int) -> int:
          return x if x >= 0 else len(bytearray(100_000_000))
      """, limits: Self.small)
    let values = (0..<row + 3).map { Int64($0 == row ? -1 : $0) }
    let error = try failure { try program.call("f", Column(int64: values)) }
    #expect(error.code == .memoryLimit)
    #expect(error.row == row)
  }

  @Test func whatUseThrowsIsThrownAgain() throws {
    struct Enough: Error {}
    let program = try program("def f(x: int) -> int:\n    return x")
    let function = try program.function(named: "f")
    let batch = try Batch(columns: [Column(int64: (0..<200_000).map { Int64($0) })])
    var seen = 0
    #expect(throws: Enough.self) {
      try function.call(batch) { rows, _ in
        seen = rows.upperBound
        throw Enough()
      }
    }
    #expect(seen > 0 && seen < 200_000)
    #expect(try function.call(batch).columns[0] == batch.columns[0])
  }

  // MARK: Order

  @Test(
    "The first row that fails is the one that is told",
    arguments: [
      (["none", "raise"], "null_returned"), (["text", "raise"], "wrong_return_type"),
      (["large", "raise"], "out_of_range"), (["raise", "none"], "python_exception"),
      (["none", "text", "raise"], "null_returned"), (["raise", "large"], "python_exception"),
    ])
  func order(_ kinds: [String], code: String) throws {
    let program = try program(
      """
      def f(x: str) -> int:
          if x == "none":
              return None
          if x == "text":
              return "text"
          if x == "large":
              return 2**64
          if x == "raise":
              raise ValueError(x)
          return 1
      """)
    for distance in [1, 2, 300] {
      var texts = [String](repeating: "", count: 10 + distance * kinds.count)
      for (index, kind) in kinds.enumerated() { texts[5 + index * distance] = kind }
      let error = try failure { try program.call("f", Column(utf8: texts)) }
      #expect(error.code.rawValue == code)
      #expect(error.row == 5)
    }
  }

  @Test(
    "A result that does not fit is told before a later row that ends the guest",
    arguments: [
      ("None", "null_returned"), ("'text'", "wrong_return_type"), ("2**70", "out_of_range"),
    ],
    ["while True: pass", "time.sleep(60)", "os._exit(3)", "print('x' * 2000)"])
  func earlierMisfit(_ value: (String, String), _ ending: String) throws {
    let program = try program(
      """
      import os, time

      def f(x: int) -> int:
          if x == 7:
              return \(value.0)
          if x == 9:
              \(ending)
          return x
      """, limits: Limits(time: .milliseconds(100), output: 1000))
    let error = try failure { try program.call("f", Column(int64: [nil, 1, 7, 8, 9, 7])) }
    #expect(error.code.rawValue == value.1)
    #expect(error.row == 2)
    #expect(error.message.hasPrefix("f returned "))
    let later = try failure { try program.call("f", Column(int64: [1, 9, 7])) }
    #expect([.timeLimit, .outputLimit, .guestCrashed].contains(later.code))
    #expect(later.row == 1)
  }

  @Test func aRowThatPythonCannotHoldFailsAfterThoseBeforeIt() throws {
    let program = try program(
      """
      from datetime import date

      def f(x: date) -> int:
          return None if x.day == 3 else x.day
      """)
    func days(_ counts: [Int32]) throws -> Column {
      try Column(.date32, counts.map { Value.date(days: $0) })
    }
    let unheld = try failure { try program.call("f", days([0, 1, .max, 2])) }
    #expect(unheld.code == .pythonException)
    #expect(unheld.row == 2)
    let none = try failure { try program.call("f", days([0, 2, .max])) }
    #expect(none.code == .nullReturned)
    #expect(none.row == 1)
  }

  @Test func batchesAndSingleRowsGiveTheSame() throws {
    let program = try program(
      """
      def f(x: str | None, n: int) -> str | None:
          return None if x is None or n % 5 == 0 else x * n

      def b(x: bool | None, n: int) -> bool | None:
          return None if n % 11 == 3 else x
      """)
    var random = SystemRandomNumberGenerator()
    for _ in 0..<6 {
      let count = Int.random(in: 1...1500, using: &random)
      let texts = (0..<count).map { _ in
        Bool.random() ? nil : String(repeating: "aé漢", count: Int.random(in: 0...40))
      }
      let numbers = (0..<count).map { _ in
        Int.random(in: 0...9) == 0 ? nil : Int64.random(in: 0...60)
      }
      let bits = (0..<count).map { _ in Bool.random() ? nil : Bool.random() }
      let columns = try (Column(utf8: texts), Column(int64: numbers), Column(bool: bits))
      let together = try (
        program.call("f", columns.0, columns.1), program.call("b", columns.2, columns.1)
      )
      for row in 0..<count {
        let (x, n) = try (columns.0.value(at: row), columns.1.value(at: row))
        #expect(try together.0.value(at: row) == program.value("f", x, n))
        #expect(try together.1.value(at: row) == program.value("b", columns.2.value(at: row), n))
      }
    }
  }
}
