import Columns
import Foundation
import ModelConformance
import PythonGuest
import TestSupport
import Testing

/// Values with others inside, decimals, UUIDs, numbers of fewer bits, and members of Enums.
@Suite("Nested values") struct NestedValueTests {
  private static let head = """
    import dataclasses, datetime, enum, pyguest
    from decimal import Decimal
    from typing import Annotated, Any, Literal, NamedTuple, TypedDict
    from uuid import UUID


    """

  @Test("Random values of random types come back as they were", arguments: 0..<60)
  func same(seed: Int) throws {
    var types = RandomTypes(seed: UInt64(seed))
    let (type, annotation) = try types.type(levels: 5)
    let source =
      Self.head + types.classes + """
        def same(x: \(annotation)) -> \(annotation):
            return x

        def maybe(x: \(annotation) | None) -> \(annotation) | None:
            return x
        """
    let program = try program(source)
    for rows in [1, 7, 600] {
      let values = try (0..<rows).map { _ in try types.value(type, isNullable: true) }
      let column = try Column(type, values)
      for name in ["same", "maybe"] {
        #expect(try program.call(name, column) == column, "seed \(seed): \(annotation)")
      }
      let part = try column.slice(rows / 3..<rows)
      #expect(try program.call("same", part) == part, "seed \(seed): a slice")
      #expect(try program.value("maybe", values[0]) == values[0], "seed \(seed): one row")
    }
  }

  @Test("Python sees the values as what they are declared to be")
  func seen() throws {
    let program = try program(
      Self.head + """
        class Color(enum.Enum):
            RED = "red"
            BLUE = "blue"

        class Level(enum.IntEnum):
            LOW = 1

        @dataclasses.dataclass(kw_only=True)
        class Point:
            x: int
            y: float | None = None

        class Pair(NamedTuple):
            a: int
            b: list[str]

        class Named(TypedDict):
            name: str
            tags: dict[str, int | None]

        def shown(
            a: Decimal, b: UUID, c: list[int | None], d: tuple[int, ...], e: dict[str, float],
            f: Point, g: Pair, h: Named, i: Color, j: Level, k: Literal["x", "y"],
            l: pyguest.uint64, m: pyguest.float32,
        ) -> str:
            return "\\n".join(map(repr, [a, b, c, d, e, f, g, h, i, j, k, l, m]))
        """)
    let id = try #require(UUID(uuidString: "12345678-1234-5678-1234-567812345678"))
    let shown = try program.value(
      "shown", .decimal(Decimal128(unscaled: -12_500_000_000, scale: 9)), .uuid(id),
      .list([.int64(1), .null]), .list([.int64(2)]), .map([NamedValue("a", .float64(0.5))]),
      .structure([NamedValue("x", .int64(1)), NamedValue("y", .null)]),
      .structure([NamedValue("a", .int64(1)), NamedValue("b", .list([.utf8("s")]))]),
      .structure([
        NamedValue("name", .utf8("n")), NamedValue("tags", .map([NamedValue("t", .null)])),
      ]),
      .utf8("blue"), .int64(1), .utf8("y"), .uint64(.max), .float64(0.5))
    #expect(
      shown
        == .utf8(
          """
          Decimal('-12.500000000')
          UUID('12345678-1234-5678-1234-567812345678')
          [1, None]
          (2,)
          {'a': 0.5}
          Point(x=1, y=None)
          Pair(a=1, b=['s'])
          {'name': 'n', 'tags': {'t': None}}
          <Color.BLUE: 'blue'>
          <Level.LOW: 1>
          'y'
          18446744073709551615
          0.5
          """))
  }

  @Test("Decimals are rounded half to even, and refused beyond their digits")
  func decimals() throws {
    let program = try program(
      Self.head + """
        def made(text: str) -> Annotated[Decimal, pyguest.decimal(6, 2)]:
            return Decimal(text)

        def long(text: str) -> Annotated[Decimal, pyguest.decimal(38, 0)]:
            return Decimal(text)
        """)
    for (text, cents) in [
      ("1.005", 100), ("1.015", 102), ("1.0150000000000000000000000000000000000000000001", 102),
      ("-1.025", -102), ("-0.005", 0), ("9999.994", 999_999), ("1E3", 100_000), ("0E-500", 0),
      ("1E-500", 0), ("0.00499999999999999999999999999999999999999999999999999999", 0),
      ("0.005000000000000000000000000000000000000000000000000000000001", 1),
    ] {
      #expect(
        try program.value("made", .utf8(text))
          == .decimal(Decimal128(unscaled: Int128(cents), scale: 2)), "\(text)")
    }
    for text in ["9999.995", "10000", "-1E9", "NaN", "-Infinity", "sNaN", "1E999999"] {
      let error = try failure { try program.value("made", .utf8(text)) }
      #expect(error.code == .outOfRange, "\(text)")
    }
    let most = String(repeating: "9", count: 38)
    let number = try #require(Int128(most))
    #expect(
      try program.value("long", .utf8(most)) == .decimal(Decimal128(unscaled: number, scale: 0)))
    #expect(
      try failure { try program.value("long", .utf8("1" + most)) }.code == .outOfRange)
  }
}
