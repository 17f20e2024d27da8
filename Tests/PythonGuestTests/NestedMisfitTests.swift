import Columns
import PythonGuest
import TestSupport
import Testing

/// Returned values of which a part does not fit, and arguments that stand for no value.
@Suite("Nested misfits") struct NestedMisfitTests {
  private static let head = """
    import dataclasses, enum, pyguest
    from decimal import Decimal
    from typing import Annotated, Literal, NamedTuple, TypedDict

    class Color(enum.Enum):
        RED = "red"

    @dataclasses.dataclass
    class Point:
        x: int
        y: float | None = None

    class Named(TypedDict):
        name: str


    """

  @Test(
    "The part that does not fit is named",
    arguments: [
      (
        "list[int]", "[1, 'a']", "wrong_return_type",
        "f returned a list[int] whose [1] is 'a', a str, but is declared int; return an int or change the declaration"
      ),
      (
        "list[int]", "(1, 2)", "wrong_return_type",
        "f returned (1, 2), a tuple, but is declared to return list[int]; return a list[int] or change the declaration"
      ),
      (
        "list[int]", "[None]", "null_returned",
        "f returned a list[int] whose [0] is None, but is declared int; return a value, or declare int | None"
      ),
      (
        "list[pyguest.int8]", "[127, 128]", "out_of_range",
        "f returned a list[int8] whose [1] is 128, which an int8 column does not hold"
      ),
      (
        "dict[str, list[int | None]]", "{'a': [None, True]}", "wrong_return_type",
        "f returned a dict[str, list[int | None]] whose ['a'][1] is True, a bool, but is declared int | None; return an int or change the declaration"
      ),
      (
        "dict[str, int]", "{1: 1}", "wrong_return_type",
        "f returned {1: 1}, a dict, but is declared to return dict[str, int]; return a dict[str, int] or change the declaration"
      ),
      (
        "Point", "Point('a')", "wrong_return_type",
        "f returned a Point whose .x is 'a', a str, but is declared int; return an int or change the declaration"
      ),
      (
        "Point", "{'x': 1}", "wrong_return_type",
        "f returned {'x': 1}, a dict, but is declared to return Point; return a Point or change the declaration"
      ),
      (
        "Named", "{'name': 'a', 'more': 1}", "wrong_return_type",
        "f returned {'name': 'a', 'more': 1}, a dict, but is declared to return Named; return a Named or change the declaration"
      ),
      (
        "list[Point]", "[Point(1), Point(1 << 63)]", "out_of_range",
        "f returned a list[Point] whose [1].x is 9223372036854775808, which a 64-bit int does not hold"
      ),
      (
        "Color", "'red'", "wrong_return_type",
        "f returned 'red', a str, but is declared to return Color; return a Color or change the declaration"
      ),
      (
        "Literal['a', 'b']", "'c'", "out_of_range",
        "f returned 'c', which is no value of Literal['a', 'b']"
      ),
      (
        "pyguest.uint64", "-1", "out_of_range", "f returned -1, which a uint64 column does not hold"
      ),
      (
        "pyguest.float32", "1e39", "out_of_range",
        "f returned 1e+39, which a float32 column does not hold"
      ),
      (
        "Decimal", "1", "wrong_return_type",
        "f returned 1, an int, but is declared to return Decimal; return a Decimal or change the declaration"
      ),
      (
        "Decimal", "Decimal('1e29')", "out_of_range",
        "f returned Decimal('1E+29'), which has more digits before the point than its column, or is no number"
      ),
    ])
  func part(type: String, value: String, code: String, message: String) throws {
    let program = try program(Self.head + "def f() -> \(type):\n    return \(value)\n")
    let error = try failure { try program.value("f") }
    #expect(error.code.rawValue == code)
    #expect(error.message == message)
    let batch = try failure {
      try program.function(named: "f").call(Batch(columns: [], rowCount: 3))
    }
    #expect(batch.row == 0)
    #expect(batch.message == message)
  }

  @Test(
    "An argument that stands for no member, or is NULL where none may be, is refused at its row")
  func arguments() throws {
    let program = try program(
      Self.head + """
        def color(x: Color) -> str:
            return x.value

        def total(x: list[int]) -> int:
            return sum(x)
        """)
    let colors = try Column(utf8: ["red", "red", "green"])
    let member = try failure { try program.call("color", colors) }
    #expect(member.code == .invalidInput)
    #expect(member.row == 2)
    #expect(member.message == "color was given 'green', which is none of 'red'")
    let lists = try Column(
      .list(of: .int64, nullable: true), [.list([.int64(1)]), .list([.int64(1), .null])])
    let null = try failure { try program.call("total", lists) }
    #expect(null.code == .invalidInput)
    #expect(null.row == 1)
  }

  @Test("What a class runs while its values are taken apart does no harm")
  func hostile() throws {
    let program = try program(
      Self.head + """
        @dataclasses.dataclass
        class Evil:
            x: int

            def __getattribute__(self, name):
                if name == "x":
                    shared.clear()
                    shared.extend(range(1000))
                return object.__getattribute__(self, name)

        shared = []

        def changing() -> list[Evil]:
            shared[:] = [Evil(n) for n in range(100)]
            return shared

        @dataclasses.dataclass
        class Raising:
            x: int

            def __getattribute__(self, name):
                raise KeyboardInterrupt

        def raising() -> Raising:
            return Raising(1)

        def recursive() -> list[list[int]]:
            made = []
            made.append(made)
            return made

        def deep(n: int) -> list[int]:
            return [0] * n
        """)
    for name in ["changing", "raising", "recursive"] {
      let error = try failure { try program.value(name) }
      #expect(error.code == .wrongReturnType, "\(name): \(error)")
    }
    #expect(try failure { try program.value("deep", .int64(20_000_000)) }.code == .memoryLimit)
    #expect(try program.value("deep", .int64(2)) == .list([.int64(0), .int64(0)]))
  }

  @Test("Long lists in many rows are handed over in parts")
  func parts() throws {
    let program = try program("def f(n: int) -> list[str]:\n    return ['x' * 1000] * n\n")
    let counts: [Int64?] = (0..<400).map { $0 % 3 == 0 ? nil : $0 }
    let results = try program.call("f", Column(int64: counts))
    for (row, count) in counts.enumerated() {
      #expect(results.isNull(row) == (count == nil))
      #expect(try results.range(at: row).count == Int(count ?? 0))
    }
  }
}
