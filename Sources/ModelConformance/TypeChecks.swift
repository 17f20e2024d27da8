import Columns
import FoundationEssentials
import PythonGuest

/// What sources of checks begin with that declare more than Python's plain types.
let typesHead = """
  import dataclasses, datetime, enum, pyguest
  from decimal import Decimal
  from typing import Annotated, Any, Literal, NamedTuple, TypedDict
  from uuid import UUID

  class Color(enum.Enum):
      RED = "red"
      BLUE = "blue"

  class Level(enum.IntEnum):
      LOW = 1
      HIGH = 1 << 40

  @dataclasses.dataclass
  class Point:
      x: int
      y: float | None = None

  class Pair(NamedTuple):
      name: str
      numbers: list[int | None]

  class Named(TypedDict):
      name: str
      tags: dict[str, pyguest.uint8 | None]


  """

extension ConformanceCheck {
  /// Values in and out whose types say more than Python's plain ones, or that hold others.
  static let typeChecks =
    numberChecks + nestedChecks + [
      ConformanceCheck("Python sees values as what they are declared to be") { model in
        let source =
          typesHead + """
            def shown(
                a: Decimal, b: UUID, c: list[int | None], d: tuple[int, ...], e: dict[str, float],
                f: Point, g: Pair, h: Named, i: Color, j: Level, k: Literal["x", "y"],
                l: pyguest.uint64, m: pyguest.float32, n: list[datetime.date],
            ) -> str:
                return "\\n".join(map(repr, [a, b, c, d, e, f, g, h, i, j, k, l, m, n]))
            """
        let shown = try program(model, source).function(named: "shown").call([
          .decimal(Decimal128(unscaled: -12_500_000_000, scale: 9)), uuid(0x1234_5678),
          .list([.int64(1), .null]), .list([.int64(2)]), .map([NamedValue("a", .float64(0.5))]),
          point(1, .null), pair("p", [.int64(1), .null]), named("n", ["t": .null]), .utf8("blue"),
          .int64(1 << 40), .utf8("y"), .uint64(.max), .float64(0.5), .list([.date(days: 0)]),
        ])
        try expect(
          shown,
          .utf8(
            """
            Decimal('-12.500000000')
            UUID('00000000-0000-0000-0000-000012345678')
            [1, None]
            (2,)
            {'a': 0.5}
            Point(x=1, y=None)
            Pair(name='p', numbers=[1, None])
            {'name': 'n', 'tags': {'t': None}}
            <Color.BLUE: 'blue'>
            <Level.HIGH: 1099511627776>
            'y'
            18446744073709551615
            0.5
            [datetime.date(1970, 1, 1)]
            """))
      },
      ConformanceCheck("Decimals are rounded half to even, and refused beyond their digits") {
        model in
        let source =
          typesHead + """
            def f(text: str) -> Annotated[Decimal, pyguest.decimal(6, 2)]:
                return Decimal(text)
            """
        let function = try program(model, source).function(named: "f")
        for (text, cents) in [
          ("1.005", 100), ("1.015", 102), ("1.01500000000000000000000000000000000000000001", 102),
          ("-1.025", -102), ("-0.005", 0), ("9999.994", 999_999), ("1E3", 100_000), ("0E-500", 0),
          ("0E500", 0), ("1E-500", 0), ("0.0049999999999999999999999999999999999999999999999", 0),
        ] {
          try expect(
            function.call([.utf8(text)]),
            .decimal(Decimal128(unscaled: Int128(cents), scale: 2)), text)
        }
        for text in ["9999.995", "10000", "-1E9", "NaN", "-Infinity", "sNaN", "1E999999"] {
          try expect(failure { try function.call([.utf8(text)]) }.code, .outOfRange, text)
        }
      },
      ConformanceCheck("Random values of random types come back as they were") { model in
        for seed in 0..<16 {
          var types = RandomTypes(seed: UInt64(seed))
          let (type, annotation) = try types.type(levels: 5)
          let source =
            typesHead + types.classes
            + "def f(x: \(annotation) | None) -> \(annotation) | None:\n    return x\n"
          let column = try Column(
            type, (0..<600).map { _ in try types.value(type, isNullable: true) })
          let result = try program(model, source).function(named: "f")
            .call(Batch(columns: [column])).columns[0]
          try expect(result == column, true, "seed \(seed): \(annotation) comes back")
        }
      },
      ConformanceCheck("Parameters of every kind are passed as Python passes them") { model in
        let source = """
          missing = object()
          def all(a: int, /, b: int = 2, *, c: str = "c", d: list[int] = missing, e: int = 5) -> str:
              return f"{a} {b} {c} {'-' if d is missing else d} {e}"
          def any(a: int, *xs: int | None, end: str = "!") -> str:
              return f"{a} {xs}{end}"
          def last(*, c: int, b: int = 1) -> int:
              return 10 * c + b
          """
        let program = try program(model, source)
        let all = try program.function(named: "all")
        try expect(all.call([.int64(1)]), .utf8("1 2 c - 5"))
        try expect(
          all.call([.int64(1), .int64(3), .utf8("x"), .list([.int64(4)]), .int64(6)]),
          .utf8("1 3 x [4] 6"))
        try expect(
          program.function(named: "last").call([.int64(2)]), .int64(21), "keyword-only")
        let one = try Column(int64: [7, 8, 9])
        let columns = try [
          one, .defaults(rows: 3), Column(utf8: ["x", nil, "z"]), .defaults(rows: 3), one,
        ]
        try expect(
          all.call(Batch(columns: columns)).columns[0]
            == Column(utf8: ["7 2 x - 7", nil, "9 2 z - 9"]),
          true, "defaults in a batch")
        let any = try program.function(named: "any")
        try expect(any.call([.int64(1)]), .utf8("1 ()!"))
        for count in [1, 2, 12, 99] {
          let batch = try Batch(columns: [one] + (0..<count).map { _ in one })
          let value = try any.call(batch).columns[0].value(at: 1)
          let list = Array(repeating: "8", count: count).joined(separator: ", ")
          try expect(value, .utf8("8 (\(list)\(count == 1 ? "," : ""))!"), "\(count)")
        }
        try expect(any.call([.int64(1), .null]), .utf8("1 (None,)!"))
        try expect(failure { try any.call([]) }.code, .invalidInput)
        try expect(
          failure { try all.call(Batch(columns: [.defaults(rows: 1)])) }.code, .invalidInput)
      },
      ConformanceCheck("Some rows of a column are passed as they are") { model in
        let type = DataType.list(of: .utf8, nullable: true)
        let rows: [Value] = (0..<40).map { row in
          row % 7 == 3 ? .null : .list([.utf8("\(row)"), .null, .utf8("é")])
        }
        let source = "def f(x: list[str | None]) -> list[str | None]:\n    return x\n"
        let part = try Column(type, rows).slice(5..<38)
        let result = try program(model, source).function(named: "f").call(Batch(columns: [part]))
          .columns[0]
        try expect(result, part)
      },
    ]

  private static let numberChecks: [ConformanceCheck] = [
    identity("pyguest.int8", try integers(.int8, Int8.min, Int8.max)),
    identity("pyguest.int16", try integers(.int16, Int16.min, Int16.max)),
    identity("pyguest.int32", try integers(.int32, Int32.min, Int32.max)),
    identity("pyguest.uint8", try integers(.uint8, UInt8.min, UInt8.max)),
    identity("pyguest.uint16", try integers(.uint16, UInt16.min, UInt16.max)),
    identity("pyguest.uint32", try integers(.uint32, UInt32.min, UInt32.max)),
    identity(
      "pyguest.uint64", try Column(.uint64, [.uint64(0), .uint64(1 << 63), .uint64(.max)])),
    identity(
      "pyguest.float32",
      try Column(
        .float32,
        [0, -0.0, .infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1.5]
          .map { .float64(Double($0 as Float)) })),
    identity("Decimal", try decimals(.decimal(precision: 38, scale: 9), scale: 9)),
    identity(
      "Annotated[Decimal, pyguest.decimal(38, 0)]",
      try decimals(.decimal(precision: 38, scale: 0), scale: 0)),
    identity("UUID", try Column(.uuid, [uuid(0), uuid(.max), uuid(0x0123_4567_89ab_cdef)])),
    identity("Color", try Column(utf8: ["red", "blue", "red"])),
    identity("Level", try Column(int64: [1, 1 << 40])),
    identity("Literal['a', 'é']", try Column(utf8: ["a", "é"])),
    identity("Literal[0, -7]", try Column(int64: [0, -7])),
  ]

  private static let nestedChecks: [ConformanceCheck] = [
    identity(
      "list[int]",
      try Column(
        .list(of: .int64), [.list([]), .list([.int64(.min), .int64(.max)]), .list([.int64(7)])])),
    identity(
      "tuple[str | None, ...]",
      try Column(
        .list(of: .utf8, nullable: true),
        [.list([.null, .utf8("é"), .utf8("")]), .list([]), .list([.null])])),
    identity(
      "list[None]",
      try Column(.list(of: .null, nullable: true), [.list([.null, .null]), .list([])])
    ),
    identity(
      "dict[str, float | None]",
      try Column(
        .map(of: .float64, nullable: true),
        [
          .map([NamedValue("ä", .float64(-0.0)), NamedValue("", .null)]), .map([]),
          .map([NamedValue("b", .float64(.infinity))]),
        ])),
    identity(
      "Point", try Column(pointType, [point(.min, .null), point(.max, .float64(2.5))])),
    identity(
      "Pair",
      try Column(
        .structure([
          Field("name", .utf8), Field("numbers", .list(of: .int64, nullable: true)),
        ]), [pair("", []), pair("é", [.null, .int64(1 << 40)])])),
    identity(
      "Named",
      try Column(
        .structure([Field("name", .utf8), Field("tags", .map(of: .uint8, nullable: true))]),
        [named("a", [:]), named("b", ["c": .int64(255)]), named("d", ["e": .null])])),
    identity(
      "list[dict[str, list[Point | None]] | None]",
      try Column(
        .list(of: .map(of: .list(of: pointType, nullable: true)), nullable: true),
        [
          .list([.null, .map([NamedValue("k", .list([.null, point(1, .null)]))])]), .list([]),
          .list([.map([]), .map([NamedValue("a", .list([])), NamedValue("b", .list([.null]))])]),
        ])),
    identity(
      "list[Decimal]", try nested(.decimal(precision: 38, scale: 9)) { decimal($0, scale: 9) }),
    identity(
      "list[Any]",
      try Column(
        .list(of: .json, nullable: true),
        [.list([.null, .json("{\"a\":[1,null]}")]), .list([]), .list([.json("\"é\"")])])),
    identity(
      "list[Annotated[datetime.datetime, pyguest.zone('UTC')]]",
      try nested(.timestamp(in: .utc)) {
        .zonedTimestamp(microseconds: -Int64($0), zone: .utc)
      }),
    identity("list[UUID]", try nested(.uuid) { uuid($0) }),
    identity("list[bytes]", try nested(.binary) { .binary([UInt8(truncatingIfNeeded: $0)]) }),
    identity("list[bool]", try nested(.bool) { .bool($0 % 2 == 0) }),
    identity("list[Color]", try nested(.utf8) { .utf8($0 % 2 == 0 ? "red" : "blue") }),
    identity("list[datetime.date]", try nested(.date32) { .date(days: Int32($0 % 1000)) }),
    identity("list[datetime.time]", try nested(.time64) { .time(microseconds: Int64($0 % 1000)) }),
    identity(
      "list[datetime.datetime]", try nested(.timestamp) { .timestamp(microseconds: -Int64($0)) }),
    identity(
      "list[datetime.timedelta]", try nested(.duration) { .duration(microseconds: -Int64($0)) }),
    identity("list[pyguest.float32]", try nested(.float32) { .float64(Double(Float($0))) }),
    identity("list[pyguest.uint64]", try nested(.uint64) { .uint64(.max - UInt64($0)) }),
  ]
}

// MARK: Values of the checks' types

private let pointType = DataType.structure([
  Field("x", .int64), Field("y", .float64, isNullable: true),
])

private func point(_ x: Int64, _ y: Value) -> Value {
  .structure([NamedValue("x", .int64(x)), NamedValue("y", y)])
}

private func pair(_ name: String, _ numbers: [Value]) -> Value {
  .structure([NamedValue("name", .utf8(name)), NamedValue("numbers", .list(numbers))])
}

private func named(_ name: String, _ tags: [String: Value]) -> Value {
  let entries = tags.map { NamedValue($0.key, $0.value) }
  return .structure([NamedValue("name", .utf8(name)), NamedValue("tags", .map(entries))])
}

private func uuid(_ number: UInt128) -> Value {
  .uuid(UUID(uuid: withUnsafeBytes(of: number.bigEndian) { $0.loadUnaligned(as: uuid_t.self) }))
}

private func decimal(_ number: UInt128, scale: Int) -> Value {
  .decimal(Decimal128(unscaled: Int128(number), scale: scale))
}

private func decimals(_ type: DataType, scale: Int) throws -> Column {
  var most: Int128 = 0
  for _ in 0..<38 { most = most * 10 + 9 }
  let numbers = [0, 1, -1, most, -most, 1 << 64, -(1 << 30), 1 << 120]
  return try Column(
    type, numbers.map { .decimal(Decimal128(unscaled: $0, scale: scale)) })
}

private func integers(
  _ type: DataType, _ least: some FixedWidthInteger, _ most: some FixedWidthInteger
) throws -> Column {
  try Column(type, [.int64(Int64(least)), .int64(Int64(most)), .int64(0), .int64(1)])
}

/// Lists of some values.
private func nested(_ type: DataType, _ value: (UInt128) -> Value) throws -> Column {
  try Column(
    .list(of: type), [.list([]), .list([value(3), value(1 << 20)]), .list([value(0)])])
}
