import Columns
import PythonGuest

extension ConformanceCheck {
  /// Values of which a part does not fit.
  static let misfitChecks: [ConformanceCheck] = [
    misfits(
      "of the wrong type", .wrongReturnType,
      [
        (
          "list[int]", "[1, 'a']",
          "f returned a list[int] whose [1] is 'a', a str, but is declared int; "
            + "return an int or change the declaration"
        ),
        (
          "list[int]", "(1, 2)",
          "f returned (1, 2), a tuple, but is declared to return list[int]; "
            + "return a list[int] or change the declaration"
        ),
        (
          "tuple[int, ...]", "[1, 2]",
          "f returned [1, 2], a list, but is declared to return tuple[int, ...]; "
            + "return a tuple[int, ...] or change the declaration"
        ),
        (
          "dict[str, list[int | None]]", "{'a': [None, True]}",
          "f returned a dict[str, list[int | None]] whose ['a'][1] is True, a bool, "
            + "but is declared int | None; return an int or change the declaration"
        ),
        (
          "dict[str, int]", "{1: 1}",
          "f returned {1: 1}, a dict, but is declared to return dict[str, int]; "
            + "return a dict[str, int] or change the declaration"
        ),
        (
          "Point", "Point('a')",
          "f returned a Point whose .x is 'a', a str, but is declared int; "
            + "return an int or change the declaration"
        ),
        (
          "Point", "{'x': 1}",
          "f returned {'x': 1}, a dict, but is declared to return Point; "
            + "return a Point or change the declaration"
        ),
        (
          "Pair", "('a', [])",
          "f returned ('a', []), a tuple, but is declared to return Pair; "
            + "return a Pair or change the declaration"
        ),
        (
          "Named", "{'name': 'a'}",
          "f returned {'name': 'a'}, a dict, but is declared to return Named; "
            + "return a Named or change the declaration"
        ),
        (
          "Named", "{'name': 'a', 'tags': {}, 'more': 1}",
          "f returned {'name': 'a', 'tags': {}, 'more': 1}, a dict, but is declared to return Named; "
            + "return a Named or change the declaration"
        ),
        (
          "Color", "'red'",
          "f returned 'red', a str, but is declared to return Color; "
            + "return a Color or change the declaration"
        ),
        (
          "list[Any]", "[1, {2}]",
          "f returned a list[Any] whose [1] is {2}, which JSON does not hold: "
            + "TypeError: Object of type set is not JSON serializable"
        ),
        (
          "list[Annotated[datetime.datetime, pyguest.zone('UTC')]]", "[datetime.datetime(1, 1, 1)]",
          "f returned a list[datetime] whose [0] is datetime.datetime(1, 1, 1, 0, 0), a datetime "
            + "without a time zone, but is declared a datetime with a time zone; "
            + "return an aware datetime, or declare datetime alone"
        ),
        (
          "Decimal", "1",
          "f returned 1, an int, but is declared to return Decimal; "
            + "return a Decimal or change the declaration"
        ),
        (
          "UUID", "'0'",
          "f returned '0', a str, but is declared to return UUID; "
            + "return a UUID or change the declaration"
        ),
        (
          "pyguest.int8", "True",
          "f returned True, a bool, but is declared to return int8; "
            + "return an int8 or change the declaration"
        ),
        (
          "list[pyguest.float32]", "['a']",
          "f returned a list[float32] whose [0] is 'a', a str, but is declared float32; "
            + "return a float32 or change the declaration"
        ),
      ]),
    misfits(
      "None where it is not declared", .nullReturned,
      [
        (
          "list[int]", "[None]",
          "f returned a list[int] whose [0] is None, but is declared int; "
            + "return a value, or declare int | None"
        ),
        (
          "Pair", "Pair(None, [])",
          "f returned a Pair whose .name is None, but is declared str; "
            + "return a value, or declare str | None"
        ),
        (
          "list[Point]", "[Point(1), None]",
          "f returned a list[Point] whose [1] is None, but is declared Point; "
            + "return a value, or declare Point | None"
        ),
        (
          "Decimal", "None",
          "f returned None, but is declared to return Decimal; "
            + "return a value, or declare -> Decimal | None"
        ),
      ]),
    misfits(
      "out of range", .outOfRange,
      [
        (
          "list[pyguest.int8]", "[127, 128]",
          "f returned a list[int8] whose [1] is 128, which an int8 column does not hold"
        ),
        ("pyguest.uint16", "65536", "f returned 65536, which a uint16 column does not hold"),
        ("pyguest.int32", "2 ** 31", "f returned 2147483648, which an int32 column does not hold"),
        ("pyguest.uint64", "-1", "f returned -1, which a uint64 column does not hold"),
        ("pyguest.float32", "1e39", "f returned 1e+39, which a float32 column does not hold"),
        (
          "list[Point]", "[Point(1), Point(1 << 63)]",
          "f returned a list[Point] whose [1].x is 9223372036854775808, "
            + "which a 64-bit int does not hold"
        ),
        (
          "Literal['a', 'b']", "'c'", "f returned 'c', which is no value of Literal['a', 'b']"
        ),
        (
          "Decimal", "Decimal('1e29')",
          "f returned Decimal('1E+29'), "
            + "which has more digits before the point than its column, or is no number"
        ),
        (
          "dict[str, Any]", "{'a': '\\ud800'}",
          "f returned a dict[str, Any] whose ['a'] is '\\ud800', which JSON does not hold: "
            + "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 1: "
            + "surrogates not allowed"
        ),
        (
          "dict[str, str]", "{'a': '\\ud800'}",
          "f returned a dict[str, str] whose ['a'] is '\\ud800', which has no form in UTF-8"
        ),
        (
          "dict[str, str]", "{'\\ud800': 'a'}",
          "f returned {'\\ud800': 'a'}, which a dict[str, str] column does not hold"
        ),
      ]),
    ConformanceCheck("An argument that stands for no value is refused at its row") { model in
      let source =
        typesHead + """
          seen = 0

          def color(x: Color) -> str:
              global seen
              seen += 1
              return x.value

          def letter(x: Literal['a']) -> str:
              return x

          def total(x: list[int]) -> int:
              return sum(x)

          def count() -> int:
              return seen
          """
      let program = try program(model, source)
      try refused(
        program, "color", Column(utf8: ["red", nil, "blue", "green"]), row: 3,
        "color was given 'green', which is none of 'red', 'blue'")
      try expect(program.function(named: "count").call([]), .int64(2), "rows before")
      try refused(
        program, "letter", Column(utf8: ["b"]), row: 0,
        "letter was given 'b', which is none of 'a'")
      try refused(
        program, "total",
        Column(
          .list(of: .int64, nullable: true),
          [.list([.int64(1)]), .list([.int64(1), .null])]), row: 1,
        "total was given NULL inside a value that may hold none")
    },
    ConformanceCheck("What a class runs while its values are taken apart does no harm") { model in
      let source =
        typesHead + """
          @dataclasses.dataclass
          class Changing:
              x: int

              def __getattribute__(self, name):
                  if name == "x":
                      shared[:] = range(1000)
                  return object.__getattribute__(self, name)

          @dataclasses.dataclass
          class Raising:
              x: int

              def __getattribute__(self, name):
                  raise KeyboardInterrupt

          class Fake:
              __class__ = Point

          shared = []

          def changing() -> list[Changing]:
              shared[:] = [Changing(n) for n in range(100)]
              return shared

          def raising() -> Raising:
              return Raising(1)

          def recursive() -> list[list[int]]:
              made = []
              made.append(made)
              return made

          def fake() -> Point:
              return Fake()
          """
      let program = try program(model, source)
      for name in ["changing", "raising", "recursive", "fake"] {
        let error = try failure { try program.function(named: name).call([]) }
        try expect(error.code, .wrongReturnType, name)
      }
    },
  ]

  /// Functions whose third row returns what does not fit.
  private static func misfits(
    _ what: String, _ code: PythonGuestError.Code, _ values: [(String, String, String)]
  ) -> ConformanceCheck {
    ConformanceCheck("Values with a part \(what) are refused, and the part is named") { model in
      var source = typesHead
      for (index, (type, value, _)) in values.enumerated() {
        source +=
          "def some\(index)(x: int) -> \(type) | None:\n"
          + "    return \(value) if x == 3 else None\n"
          + "def one\(index)() -> \(type):\n    return \(value)\n"
      }
      let program = try program(model, source)
      let rows = try Batch(columns: [Column(int64: [1, 2, 3, 4])])
      for (index, (type, value, message)) in values.enumerated() {
        let error = try failure { try program.function(named: "one\(index)").call([]) }
        try expect(error.code, code, "\(type) = \(value)")
        let promised = message.replacing("f returned", with: "one\(index) returned")
        try expect(error.message, promised, "message")
        if value == "None" { continue }
        let among = try failure { try program.function(named: "some\(index)").call(rows) }
        try expect(among.code, code, "\(type) = \(value)")
        try expect(among.row, 2, "the row of \(type) = \(value)")
      }
    }
  }

  private static func refused(
    _ program: Program, _ name: String, _ column: Column, row: Int, _ message: String
  ) throws {
    let error = try failure {
      try program.function(named: name).call(Batch(columns: [column]))
    }
    try expect(error.code, .invalidInput, name)
    try expect(error.row, row, "\(name)'s row")
    try expect(error.message, message, "message")
  }
}
