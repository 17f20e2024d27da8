import Columns
import PythonGuest
import TestSupport
import Testing

@Suite("Table functions") struct TableFunctionTests {
  private func kinds(_ limits: Limits = Limits()) throws -> Program {
    try TestSupport.program(fixture: "kinds.py", limits: limits)
  }

  /// All values of all columns, row by row.
  private func rows(_ program: Program, _ name: String, _ values: Value...) throws -> [[Value]] {
    var rows: [[Value]] = []
    try program.function(named: name).rows(values) { batch in
      for row in 0..<batch.rowCount {
        rows.append(try batch.columns.map { try $0.value(at: row) })
      }
    }
    return rows
  }

  @Test("Rows of tuples, named tuples, dicts, dataclasses and values have columns with names")
  func columns() throws {
    let program = try kinds()
    let names = try ["points", "words", "named", "pairs", "numbers", "later"].map { name in
      try program.function(named: name).signature.columns.map { "\($0.name): \($0.type.text)" }
    }
    #expect(
      names == [
        ["n: int", "square: float"], ["word: str", "length: int | None"], ["name: str"],
        ["c0: int", "c1: str | None"], ["numbers: int | None"], ["later: int"],
      ])
    #expect(
      try rows(program, "points", .int64(5), .int64(3))
        == [[.int64(3), .float64(9)], [.int64(4), .float64(16)]])
    #expect(
      try rows(program, "words", .utf8("ab ?")) == [
        [.utf8("ab"), .int64(2)], [.utf8("?"), .null],
      ])
    #expect(try rows(program, "named", .int64(1)) == [[.utf8("0")]])
    #expect(
      try rows(program, "pairs", .int64(2)) == [[.int64(0), .null], [.int64(1), .utf8("1")]])
    #expect(try rows(program, "numbers", .int64(2)) == [[.null], [.int64(1)]])
    #expect(try rows(program, "later", .int64(3)) == [[.int64(0)], [.int64(1)], [.int64(2)]])
  }

  @Test("Any number of rows arrives in order, in pieces", arguments: [0, 1, 511, 512, 513, 20_000])
  func many(_ count: Int64) throws {
    let found = try rows(kinds(), "pairs", .int64(count))
    #expect(found.count == Int(count))
    #expect(found.enumerated().allSatisfy { $1[0] == .int64(Int64($0)) })
  }

  @Test("Large rows are handed over before they fill memory")
  func large() throws {
    var count = 0
    try kinds(Limits(memory: 64 << 20)).function(named: "texts").rows([.int64(2000)]) { rows in
      for row in 0..<rows.rowCount {
        let text = try rows.columns[0].value(at: row)
        #expect(text == .utf8(String(repeating: "\(count % 10)", count: 100_000)))
        count += 1
      }
    }
    #expect(count == 2000)
  }

  @Test("NULL for a parameter without None gives no rows")
  func null() throws { #expect(try rows(kinds(), "pairs", .null) == []) }

  @Test("Rows before one that fails are there, and the row is told")
  func failures() throws {
    let program = try kinds()
    var text = ""
    for name in ["failing", "misfit", "refuses"] {
      for count: Int64 in name == "refuses" ? [0] : [0, 3, 700] {
        var seen = 0
        let values: [Value] = name == "refuses" ? [] : [.int64(count)]
        let error = try failure {
          try program.function(named: name).rows(values) { seen += $0.rowCount }
        }
        text += "\(name)(\(count)) gave \(seen) rows, then:\n\(error.rendered)\n"
      }
    }
    try Golden.expect(text, "Kinds/tables.txt")
  }

  @Test("Each row has its own time, and the one that takes longer is told", arguments: [0, 3, 700])
  func time(_ count: Int64) throws {
    let program = try kinds(Limits(time: .seconds(1)))
    let slow = try program.function(named: "slow")
    var seen = 0
    try slow.rows([.int64(6)]) { seen += $0.rowCount }
    #expect(seen == 6)
    let error = try failure {
      try program.function(named: "stops_at").rows([.int64(count)]) { _ in }
    }
    #expect(error.code == .timeLimit)
    #expect(error.row == Int(count))
    #expect(error.traceback?.contains("in stops_at") == true)
  }

  @Test("A table that is left is closed, and its finally runs")
  func closing() throws {
    let program = try kinds()
    var session = try program.lease()
    let closing = try program.function(named: "closing")
    var table = try session.open(closing, [])
    #expect(try session.next(&table)?.rowCount == 1)
    #expect(try session.next(&table)?.rowCount == 4)
    #expect(table.rowCount == 5)
    try session.close(table)
    #expect(try session.call(program.function(named: "closings"), []) == .int64(1))
    struct Enough: Error {}
    #expect(throws: Enough.self) { try closing.rows([]) { _ in throw Enough() } }
    #expect(try program.value("closings") == .int64(1))
  }

  @Test("Tables that are open at once do not mix, nor do calls between")
  func together() throws {
    let program = try kinds()
    let (pairs, double) = (
      try program.function(named: "pairs"), try program.function(named: "double")
    )
    var session = try program.lease()
    var first = try session.open(pairs, [.int64(3000)])
    var second = try session.open(pairs, [.int64(2000)])
    var counts = (0, 0)
    while true {
      let (one, other) = (try session.next(&first), try session.next(&second))
      if let one {
        #expect(try one.columns[0].value(at: 0) == .int64(Int64(counts.0)))
        counts.0 += one.rowCount
      }
      if let other {
        #expect(try other.columns[0].value(at: 0) == .int64(Int64(counts.1)))
        counts.1 += other.rowCount
      }
      if one == nil, other == nil { break }
      #expect(try session.call(double, [.int64(4)]) == .int64(8))
    }
    #expect(counts == (3000, 2000))
    try session.close(first)
    try session.close(second)
  }

  @Test("Other kinds are refused by name")
  func otherKinds() throws {
    let program = try kinds()
    let errors = [
      try failure { try program.function(named: "double").rows([.int64(1)]) { _ in } },
      try failure { try program.function(named: "pairs").call([.int64(1)]) },
      try failure { try program.function(named: "pairs").rows([]) { _ in } },
      try failure { try program.function(named: "no_rows").rows([.int64(1)]) { _ in } },
      try failure { try program.function(named: "pairs").rows([.utf8("a")]) { _ in } },
    ]
    try Golden.expect(
      errors.map { "\($0.code.rawValue): \($0.message)\n" }.joined(), "Kinds/other-kinds.txt")
  }
}
