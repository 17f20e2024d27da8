import Columns
import PythonGuest

extension ConformanceCheck {
  /// Values in and out.
  static let valueChecks: [ConformanceCheck] = [
    identity("bool", try Column(bool: [true, false, true, true, false, false, true, false, true])),
    identity("int", try Column(int64: [0, 1, -1, 1 << 40, .min, .max, 255, 256, -6])),
    identity(
      "float", try Column(float64: [0, 1.5, -2.25, 1e308, 2.5e-308, .infinity, -.infinity])),
    identity("str", try Column(utf8: ["", "a", "plain", "Grüße", "日本語", "🐍🐍", "a\u{0}b", "\n"])),
    identity("bytes", try Column(binary: [[], [0], [0xff, 0xfe, 0], Array(0...255)])),
    identity("datetime.date", try Column(.date32, [.date(days: 0), .date(days: -719_162)])),
    identity(
      "datetime.time",
      try Column(.time64, [.time(microseconds: 0), .time(microseconds: 86_399_999_999)])),
    identity(
      "datetime.datetime",
      try Column(.timestamp, [.timestamp(microseconds: 0), .timestamp(microseconds: -1)])),
    identity(
      "datetime.timedelta",
      try Column(.duration, [.duration(microseconds: -1), .duration(microseconds: 1 << 50)])),
    ConformanceCheck("NaN and negative zero stay what they are") { model in
      let program = try program(model, "def f(x: float) -> float:\n    return x\n")
      let result = try program.function(named: "f").call(
        Batch(columns: [Column(float64: [.nan, -0.0])])
      ).columns[0]
      guard case .float64(let nan) = try result.value(at: 0), nan.isNaN,
        case .float64(let zero) = try result.value(at: 1), zero.sign == .minus
      else { throw Deviation(description: "found \(result.values)") }
    },
    ConformanceCheck("A function of several parameters sees each row's values together") { model in
      let source = "def f(a: int, b: str, c: float) -> str:\n    return f'{a}{b}{c}'\n"
      let result = try program(model, source).function(named: "f").call(
        Batch(columns: [
          Column(int64: [1, 2]), Column(utf8: ["x", "é"]), Column(float64: [0.5, 2]),
        ])
      ).columns[0]
      try expect(result, Column(utf8: ["1x0.5", "2é2.0"]))
    },
    ConformanceCheck("A function without parameters runs once a row") { model in
      let source = "n = 0\ndef f() -> int:\n    global n\n    n += 1\n    return n\n"
      let result = try program(model, source).function(named: "f").call(
        Batch(columns: [], rowCount: 3)
      ).columns[0]
      try expect(result, Column(int64: [1, 2, 3]))
    },
    ConformanceCheck("Parameters with defaults may be left out") { model in
      let function = try program(model, "def f(a: int, b: int = 10) -> int:\n    return a + b\n")
        .function(named: "f")
      try expect(function.call([.int64(1)]), .int64(11))
      try expect(function.call([.int64(1), .int64(2)]), .int64(3))
    },
    ConformanceCheck("A batch without rows gives a column without rows") { model in
      let function = try program(model, "def f(s: str) -> str:\n    return s\n")
        .function(named: "f")
      try expect(
        function.call(Batch(columns: [Column(utf8: [])], rowCount: 0)).columns[0], Column(utf8: []))
    },
    ConformanceCheck("A hundred thousand rows arrive in order") { model in
      let rows = 100_000
      let source = "def f(n: int, s: str) -> str:\n    return s + str(n * 2)\n"
      let result = try program(model, source).function(named: "f").call(
        Batch(columns: [
          Column(int64: (0..<rows).map { Int64($0) }),
          Column(utf8: (0..<rows).map { $0 % 2 == 0 ? "a" : "ü" }),
        ])
      ).columns[0]
      let promised = try Column(utf8: (0..<rows).map { ($0 % 2 == 0 ? "a" : "ü") + "\($0 * 2)" })
      guard result == promised else { throw Deviation(description: "the rows differ") }
    },
    ConformanceCheck("Of a value of a subclass, what it holds counts") { model in
      let source =
        "class Text(str):\n    def __str__(self) -> str:\n        return 'no'\n\n"
        + "class Bytes(bytes):\n    def __buffer__(self, flags: int) -> memoryview:\n"
        + "        return memoryview(b'no')\n\n"
        + "class Int(int):\n    def __index__(self) -> int:\n        return 0\n\n"
        + "def text() -> str:\n    return Text('yes')\n\n"
        + "def raw() -> bytes:\n    return Bytes(b'yes')\n\n"
        + "def number() -> int:\n    return Int(7)\n"
      let program = try program(model, source)
      try expect(program.function(named: "text").call([]), .utf8("yes"))
      try expect(program.function(named: "raw").call([]), .binary(Array("yes".utf8)))
      try expect(program.function(named: "number").call([]), .int64(7))
    },
    ConformanceCheck("An int is accepted where float is declared") { model in
      let result = try program(model, "def f(x: int) -> float:\n    return x\n")
        .function(named: "f").call([.int64(3)])
      try expect(result, .float64(3))
    },
  ]

  /// A function that returns what it is given.
  static func identity(
    _ type: String, _ column: @escaping @autoclosure @Sendable () throws -> Column
  ) -> ConformanceCheck {
    ConformanceCheck("Values of \(type) go in and come out the same") { model in
      let source =
        typesHead + "def f(x: \(type)) -> \(type):\n    return x\n"
        + "def g(x: \(type) | None) -> \(type) | None:\n    return x\n"
      let program = try program(model, source)
      let function = try program.function(named: "f")
      let column = try column()
      try expect(function.call(Batch(columns: [column])).columns[0], column)
      try expect(function.call([column.value(at: 0)]), column.value(at: 0), "one row")
      let values = try (0..<column.count).map { try column.value(at: $0) }
      let gaps = try Column(column.type, values + [.null])
      try expect(
        program.function(named: "g").call(Batch(columns: [gaps])).columns[0], gaps, "beside NULL")
    }
  }

  /// NULL and None.
  static let nullChecks: [ConformanceCheck] = [
    ConformanceCheck("A row with NULL for a parameter that takes no None is not passed") { model in
      let source =
        "seen = []\ndef f(a: int, b: int) -> int:\n    seen.append(a)\n    return a + b\n"
        + "def count() -> int:\n    return len(seen)\n"
      let program = try program(model, source)
      let result = try program.function(named: "f").call(
        Batch(columns: [Column(int64: [1, nil, 3, 4]), Column(int64: [10, 20, nil, 40])])
      ).columns[0]
      try expect(result, Column(int64: [11, nil, nil, 44]))
      try expect(program.function(named: "count").call([]), .int64(2))
    },
    ConformanceCheck("A parameter that is T | None receives None") { model in
      let source =
        "from typing import Optional\n"
        + "def f(a: str | None, b: Optional[int]) -> str:\n    return f'{a} {b}'\n"
      let result = try program(model, source).function(named: "f").call(
        Batch(columns: [Column(utf8: ["x", nil, nil]), Column(int64: [1, 2, nil])])
      ).columns[0]
      try expect(result, Column(utf8: ["x 1", "None 2", "None None"]))
    },
    ConformanceCheck("None is returned as NULL where it is declared") { model in
      let source = "def f(x: int) -> str | None:\n    return None if x % 2 else str(x)\n"
      let result = try program(model, source).function(named: "f").call(
        Batch(columns: [Column(int64: [1, 2, 3, 4])])
      ).columns[0]
      try expect(result, Column(utf8: [nil, "2", nil, "4"]))
    },
    ConformanceCheck("A column without values passes for any parameter") { model in
      let function = try program(model, "def f(x: float) -> bool:\n    return x > 0\n")
        .function(named: "f")
      try expect(
        function.call(Batch(columns: [Column(nulls: 3)])).columns[0], Column(bool: [nil, nil, nil]))
      try expect(function.call([.null]), .null)
    },
    ConformanceCheck("A function that returns None alone gives a column of NULLs") { model in
      let result = try program(model, "def f(x: int) -> None:\n    pass\n")
        .function(named: "f").call(Batch(columns: [Column(int64: [1, 2])])).columns[0]
      try expect(result.nullCount, 2)
    },
  ]
}
