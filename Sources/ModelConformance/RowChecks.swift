import Columns
import PythonGuest

extension ConformanceCheck {
  /// Calls of single rows, which answer as batches of one row do, whatever crosses and fails.
  static let rowChecks: [ConformanceCheck] =
    rows.map { name, source, rows in
      ConformanceCheck("Rows called one by one are as in batches: \(name)") { model in
        let function = try program(model, source).function(named: "f")
        for values in rows {
          let row = try function.row(arguments: values.count)
          // Twice, since a call must leave nothing that the next one meets.
          for _ in 0..<2 {
            try expect(
              RowOutcome { try call(row, values) }, RowOutcome { try call(function, values) },
              "f(\(values))")
          }
        }
      }
    } + [
      ConformanceCheck("Rows of a session find what earlier ones have stored") { model in
        let source =
          "seen = []\ndef add(x: str) -> int:\n    seen.append(x)\n    return len(seen)\n"
          + "def last() -> str:\n    return seen[-1]\n"
        let program = try program(model, source)
        let session = program.rowSession()
        let add = try session.row(program.function(named: "add"))
        let last = try session.row(program.function(named: "last"))
        for (index, text) in ["a", "größe", ""].enumerated() {
          try expect(add(.utf8(text)), .int64(Int64(index + 1)))
          try expect(last(), .utf8(text))
        }
      }
    ]

  private static let rows: [(String, String, [[Value]])] = [
    (
      "int", "def f(x: int, y: int = 1) -> int:\n    return x * y + 1\n",
      [[.int64(41)], [.int64(-7), .int64(6)], [.null], [.int64(1), .null], [.int64(.max)]]
    ),
    (
      "narrow int",
      "import pyguest\n"
        + "def f(x: pyguest.int8, y: pyguest.uint64) -> pyguest.uint64:\n    return x + y\n",
      [[.int64(1), .uint64(.max - 1)], [.int64(-1), .uint64(0)], [.int64(300), .uint64(0)]]
    ),
    (
      "float", "def f(x: float, y: bool) -> float | None:\n    return -x if y else None\n",
      [
        [.float64(1.5), .bool(true)], [.float64(.infinity), .bool(true)],
        [.float64(0), .bool(false)],
      ]
    ),
    (
      "bool", "def f(x: bool) -> bool:\n    return not x\n",
      [[.bool(true)], [.bool(false)], [.null]]
    ),
    (
      "str", "def f(x: str | None) -> str:\n    return x[::-1]\n",
      [[.utf8("")], [.utf8("a")], [.utf8("größe")], [.utf8(String(repeating: "x", count: 5000))]]
        + [[.null]]
    ),
    (
      "surrogates", "def f(x: int) -> str:\n    return 'a\\ud800' if x else 'b'\n",
      [[.int64(0)], [.int64(1)]]
    ),
    (
      "bytes", "def f(x: bytes) -> bytes:\n    return x * 2\n",
      [[.binary([])], [.binary([0, 255])], [.binary(Array(repeating: 7, count: 70_000))]]
    ),
    (
      "times",
      "import datetime\ndef f(x: datetime.date, y: datetime.timedelta) -> datetime.datetime:\n"
        + "    return datetime.datetime(x.year, x.month, x.day) + y\n",
      [
        [.date(days: 11_016), .duration(microseconds: 1)],
        [.date(days: .max), .duration(microseconds: 0)],
      ]
    ),
    (
      "Decimal", "from decimal import Decimal\ndef f(x: Decimal) -> Decimal:\n    return x / 3\n",
      [[.decimal(Decimal128(unscaled: 10, scale: 1))], [.null]]
    ),
    (
      "Literal",
      "from typing import Literal\ndef f(x: Literal['a', 'b'], y: int) -> Literal['a', 'b']:\n"
        + "    return x if y else 'c'\n",
      [[.utf8("a"), .int64(1)], [.utf8("b"), .int64(0)], [.utf8("z"), .int64(1)]]
    ),
    (
      "list", "def f(x: list[int]) -> dict[str, int]:\n    return {str(i): i for i in x}\n",
      [[.list([.int64(1), .int64(2)])], [.list([])], [.null]]
    ),
    ("nothing", "def f() -> None:\n    pass\n", [[]]),
    (
      "what does not fit",
      "def f(x: int) -> int:\n    return [None, 'seven', True, 2.0, 2 ** 63][x]\n",
      (0..<6).map { [.int64($0)] }
    ),
    (
      "exceptions", "def f(x: int, y: str) -> str:\n    return y * (10 // x)\n",
      [[.int64(0), .utf8("a")], [.int64(5), .utf8("é")], [.int64(0), .null]]
    ),
    (
      "wrong types", "def f(x: int) -> int:\n    return x\n",
      [[.utf8("1")], [.float64(1)], [.bool(true)]]
    ),
  ]

  private static func call(_ row: borrowing Row, _ values: [Value]) throws -> Value {
    for (position, value) in values.enumerated() { try row.set(value, at: position) }
    try row.call()
    return try row.value()
  }

  private static func call(_ function: Function, _ values: [Value]) throws -> Value {
    let columns = try zip(values, function.signature.parameters).map { value, parameter in
      try Column(
        value == .null || !value.fits(parameter.type.column) ? value.type : parameter.type.column,
        [value])
    }
    return try function.call(Batch(columns: columns, rowCount: 1)).columns[0].value(at: 0)
  }
}

/// What became of a row.
private struct RowOutcome: Equatable, CustomStringConvertible {
  let description: String

  /// What does not fit a parameter is told of a value here, and of a column there.
  private static let refused = "refused"

  init(_ body: () throws -> Value) {
    do {
      description = "\(try body())"
    } catch let error as PythonGuestError {
      description =
        error.code == .invalidInput
        ? Self.refused
        : "\(error.code) \(error.message) \(error.function ?? "") \(error.row ?? -1) "
          + (error.traceback ?? "")
    } catch {
      description = Self.refused
    }
  }
}
