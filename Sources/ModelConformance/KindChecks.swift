import Columns
import PythonGuest

extension ConformanceCheck {
  /// Aggregates, table functions and coroutines: a model does them, or refuses them by name.
  static let kindChecks: [ConformanceCheck] = [
    kind(
      "Declared names are those to call by, and a declared NULL rule is kept",
      """
      import pyguest

      @pyguest.function(name="shown", volatility="stable", on_null="skip")
      def _show(x: int | None, y: int | None = None) -> str:
          return f"{x} {y}"
      """
    ) { program in
      let shown = try program.function(named: "shown")
      try expect(shown.signature.volatility, .stable)
      try expect(shown.call([.null]), .null)
      try expect(shown.call([.int64(1)]), .utf8("1 None"))
      let batch = try Batch(columns: [Column(int64: [1, nil, 3]), Column(int64: [nil, 2, 4])])
      try expect(shown.call(batch).columns[0], Column(utf8: [nil, nil, "3 4"]))
    },
    kind(
      "An aggregate has a state for each group, which can be finished, merged and moved",
      """
      class Sum:
          def __init__(self) -> None:
              self.total = 0

          def accumulate(self, x: int, weight: int = 1) -> None:
              self.total += x * weight

          def retract(self, x: int, weight: int = 1) -> None:
              self.total -= x * weight

          def merge(self, other: "Sum") -> None:
              self.total += other.total

          def finish(self) -> int:
              return self.total
      """
    ) { program in
      let sum = try program.function(named: "Sum")
      var session = try program.lease()
      let two = try Column(.uint32, [.int64(0), .int64(1)])
      let groups = try Column(.uint32, [0, 1, 0, 1].map { .int64($0) })
      let batch = try Batch(columns: [Column(int64: [1, 2, 3, nil])])
      try session.accumulate(sum, batch, groups: groups)
      try expect(session.finish(sum, groups: two).columns[0], Column(int64: [4, 2]))
      try session.retract(
        sum, Batch(columns: [Column(int64: [1])]), groups: Column(.uint32, [.int64(0)]))
      try expect(session.finish(sum, groups: two).columns[0], Column(int64: [3, 2]))
      try session.merge(
        sum, Column(.uint32, [.int64(0)]), into: Column(.uint32, [.int64(1)]))
      let states = try session.export(sum, groups: two)
      var other = try program.lease()
      try other.import(sum, states, groups: two)
      try expect(other.finish(sum, groups: two).columns[0], Column(int64: [3, 5]))
      try other.discard(sum, groups: two)
      try expect(other.finish(sum, groups: two).columns[0], Column(int64: [0, 0]))
    },
    kind(
      "An aggregate's methods fail with the row",
      """
      class Picky:
          def accumulate(self, x: int) -> None:
              if x == 3:
                  raise ValueError("three")

          def finish(self) -> int:
              return "none"
      """
    ) { program in
      let picky = try program.function(named: "Picky")
      var session = try program.lease()
      let batch = try Batch(columns: [Column(int64: [1, 2, 3])])
      let groups = try Column(.uint32, [.int64(0), .int64(0), .int64(0)])
      let raised = try failure { try session.accumulate(picky, batch, groups: groups) }
      try expect(raised.message, "ValueError: three", "message")
      try expect(raised.row, 2, "row")
      let misfit = try failure {
        try session.finish(picky, groups: Column(.uint32, [.int64(0)]))
      }
      try expect(misfit.code, .wrongReturnType)
    },
    kind(
      "A table function gives rows with columns, and those before one that fails",
      """
      from collections.abc import Iterator

      def pairs(n: int) -> Iterator[tuple[int, str | None]]:
          for i in range(n):
              yield i, str(i) if i % 2 else None

      def failing(n: int) -> Iterator[int]:
          yield from range(n)
          raise ValueError("the end")
      """
    ) { program in
      var rows: [[Value]] = []
      try program.function(named: "pairs").rows([.int64(2000)]) { batch in
        for row in 0..<batch.rowCount {
          rows.append(try batch.columns.map { try $0.value(at: row) })
        }
      }
      try expect(rows.count, 2000, "rows")
      try expect(rows[1], [.int64(1), .utf8("1")])
      try expect(rows[1998], [.int64(1998), .null])
      var seen = 0
      let error = try failure {
        try program.function(named: "failing").rows([.int64(700)]) { seen += $0.rowCount }
      }
      try expect(seen, 700, "rows before")
      try expect(error.message, "ValueError: the end", "message")
      try expect(error.row, 700, "row")
    },
    kind(
      "Coroutines run together, with results in the order of rows",
      """
      import asyncio

      async def double(x: int) -> int:
          await asyncio.sleep(0.001 * (x % 3))
          if x == 7:
              raise ValueError("seven")
          return 2 * x
      """
    ) { program in
      let double = try program.function(named: "double")
      let batch = try Batch(columns: [Column(int64: [5, nil, 4, 3])])
      try expect(double.call(batch).columns[0], Column(int64: [10, nil, 8, 6]))
      let error = try failure {
        try double.call(Batch(columns: [Column(int64: [1, 2, 7, 4])]))
      }
      try expect(error.row, 2, "row")
    },
  ]

  /// What a model that does not do a kind says of it.
  private static let advice = "run it with --model embedded"

  private static func kind(
    _ name: String, _ source: String, _ check: @escaping @Sendable (Program) throws -> Void
  ) -> ConformanceCheck {
    ConformanceCheck(name) { model in
      let program = try program(model, source + "\n")
      if let other = program.notOffered.first {
        guard other.reason.hasSuffix(advice) else {
          throw Deviation(description: "not offered: \(other.reason)")
        }
        return
      }
      do {
        try check(program)
      } catch let error as PythonGuestError
        where error.code == .unsupportedSignature && error.message.hasSuffix(advice)
      {}
    }
  }
}
