import Columns
import Foundation
import Models
import PythonGuest
import Testing

private let isSetUp = ScientificProvider().describe().available

@Suite(
  "ScientificModel", .serialized,
  .enabled(if: isSetUp, "./just setup-models scientific was not run"))
struct ScientificModelTests {
  private static let model = Result { try ScientificModel() }

  private static let source = """
    import datetime
    import numpy as np
    import pandas as pd
    import pyguest
    from decimal import Decimal
    from pyguest import vectorized

    @vectorized
    def add(x: int, y: float | None) -> float: return x + y
    @vectorized
    def add_one(x: int) -> int: return x + 1
    @vectorized
    def opposite(b: bool) -> bool: return ~b
    @vectorized
    def upper(s: str) -> str: return pd.Series(s).str.upper()
    @vectorized
    def double(x: int | None) -> int | None:
        return np.array([None if v is None else 2 * v for v in x], object)
    @vectorized
    def tomorrow(d: datetime.date) -> datetime.date: return d + 1
    @vectorized
    def since(t: datetime.datetime) -> datetime.timedelta: return t - np.datetime64("1970-01-01")
    @vectorized
    def small(x: int) -> int | None: return np.ma.masked_greater(x, 2)
    @vectorized
    def half(x: int) -> int: return x / 2
    @vectorized
    def first(x: int) -> int: return x[:1]
    @vectorized
    def broken(x: int) -> int: return x.no_such_thing
    @vectorized
    def absent(x: int) -> int: return np.array([None] * len(x), object)
    @vectorized
    def large(x: int) -> int: return np.full(len(x), 2**63, dtype="u8")
    @vectorized
    def kind(x: pyguest.uint8) -> str: return np.full(len(x), x.dtype.name, object)
    @vectorized
    def next(x: pyguest.uint8) -> pyguest.uint8: return x.astype("i8") + 1
    @vectorized
    def below(x: pyguest.uint64) -> pyguest.uint64: return x.view("i8")
    @vectorized
    def top(x: pyguest.uint64) -> pyguest.uint64: return x - np.uint64(1)
    @vectorized
    def flat(x: pyguest.float32 | None) -> pyguest.float32: return np.nan_to_num(x * 2, nan=0.5)
    @vectorized
    def huge(x: pyguest.float32) -> pyguest.float32: return x.astype("f8") * 1e39
    @vectorized
    def odd(x: pyguest.int16 | None) -> pyguest.int16 | None:
        return np.array([None if v is None else -v for v in x], object)
    @vectorized
    def many(x: list[int]) -> int: return x
    @vectorized
    def exact(x: int) -> Decimal: return x
    def scalar(x: int) -> int: return x
    def chance() -> float: return float(np.random.random())
    """

  private func program(_ source: String = source) throws -> Program {
    let limits = Limits(time: .seconds(30), memory: 512 << 20)
    return try Program(
      ProgramSource(text: source, file: "vectors.py", limits: limits), model: Self.model.get())
  }

  private func column(_ type: DataType, _ values: [Value]) throws -> Column {
    try Column(type, values)
  }

  @Test("Functions say which of them take arrays") func kinds() throws {
    let functions = try program().functions
    #expect(
      functions.filter { !$0.signature.isVectorized }.map(\.signature.name) == [
        "scalar", "chance",
      ])
  }

  @Test("Arrays go in and come back, and NULL stays NULL") func values() throws {
    let program = try program()
    func check(_ name: String, _ arguments: [Column], _ expected: [Value]) throws {
      let result = try program.function(named: name).call(Batch(columns: arguments)).columns[0]
      #expect(try (0..<result.count).map { try result.value(at: $0) } == expected, "\(name)")
    }
    let numbers = try column(.int64, [.int64(1), .null, .int64(3)])
    let parts = try column(.float64, [.float64(0.5), .float64(0.5), .float64(2)])
    try check("add", [numbers, parts], [.float64(1.5), .null, .float64(5)])
    try check("add_one", [numbers], [.int64(2), .null, .int64(4)])
    try check("add_one", [try column(.null, [.null, .null])], [.null, .null])
    try check(
      "opposite", [try column(.bool, [.bool(true), .null, .bool(false)])],
      [.bool(false), .null, .bool(true)])
    try check(
      "upper", [try column(.utf8, [.utf8("é"), .null, .utf8("b")])],
      [.utf8("É"), .null, .utf8("B")])
    try check("double", [numbers], [.int64(2), .null, .int64(6)])
    try check(
      "tomorrow", [try column(.date32, [.date(days: -1), .null])], [.date(days: 0), .null])
    try check(
      "since", [try column(.timestamp, [.timestamp(microseconds: 5), .null])],
      [.duration(microseconds: 5), .null])
    try check("small", [numbers], [.int64(1), .null, .null])
    try check("scalar", [numbers], [.int64(1), .null, .int64(3)])
  }

  @Test("Numbers of other widths are arrays of those widths") func widths() throws {
    let program = try program()
    func call(_ name: String, _ type: DataType, _ values: [Value]) throws -> [Value] {
      let argument = try column(type, [.null, .null] + values).slice(1..<values.count + 2)
      let result = try program.function(named: name).call(Batch(columns: [argument])).columns[0]
      return try (0..<result.count).map { try result.value(at: $0) }
    }
    #expect(try call("kind", .uint8, [.int64(255)]) == [.null, .utf8("uint8")])
    #expect(
      try call("next", .uint8, [.int64(0), .null, .int64(254)])
        == [.null, .int64(1), .null, .int64(255)])
    #expect(try call("top", .uint64, [.uint64(.max)]) == [.null, .uint64(.max - 1)])
    #expect(
      try call("flat", .float32, [.float64(0.75), .null])
        == [.float64(0.5), .float64(1.5), .float64(0.5)])
    #expect(try call("odd", .int16, [.int64(32767)]) == [.null, .int64(-32767)])
    for (name, type, value) in [
      ("next", DataType.uint8, Value.int64(255)), ("below", .uint64, .uint64(.max)),
      ("huge", .float32, .float64(1)), ("odd", .int16, .int64(-32768)),
    ] {
      let error = #expect(throws: PythonGuestError.self) { try call(name, type, [value]) }
      #expect(error?.code == .outOfRange, "\(name)")
      #expect(error?.row == 1, "\(name)")
    }
  }

  @Test("Values of which there are no arrays are refused") func refused() throws {
    for (name, message) in [
      (
        "many",
        "parameter x of many is list[int], of which there are no arrays; write many without vectorized"
      ),
      (
        "exact",
        "exact returns Decimal, of which there are no arrays; write exact without vectorized"
      ),
    ] {
      let error = #expect(throws: PythonGuestError.self) { try program().function(named: name) }
      #expect(error?.code == .unsupportedSignature)
      #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
    }
  }

  @Test(
    "Results that do not fit are told as those of scalar functions are",
    arguments: [
      ("half", PythonGuestError.Code.wrongReturnType), ("first", .wrongReturnType),
      ("broken", .pythonException), ("absent", .nullReturned), ("large", .outOfRange),
    ])
  func misfits(_ name: String, _ code: PythonGuestError.Code) throws {
    let function = try program().function(named: name)
    let batch = try Batch(columns: [column(.int64, [.int64(1), .int64(3)])])
    let error = #expect(throws: PythonGuestError.self) { try function.call(batch) }
    #expect(error?.code == code)
    #expect(error?.message.contains(name) == true || code == .pythonException)
  }

  @Test("A million rows cross without a loss") func many() throws {
    var builder = ColumnBuilder(type: .int64, capacity: 1_000_000)
    for number in 0..<1_000_000 { try builder.append(Int64(number) * 1_000_003) }
    let batch = try Batch(columns: [builder.finish()])
    let result = try program().function(named: "add_one").call(batch).columns[0]
    #expect(result.count == 1_000_000)
    #expect(try result.value(at: 999_999) == .int64(999_999 * 1_000_003 + 1))
  }

  @Test("Sessions that start from the same memory do not share their random numbers")
  func chances() throws {
    let chances = try (0..<2).map { _ in try program().function(named: "chance").call([]) }
    #expect(chances[0] != chances[1])
  }

  @Test("A session needs room for numpy") func memory() throws {
    let source = ProgramSource(text: "", file: "small.py", limits: Limits(memory: 32 << 20))
    let error = #expect(throws: PythonGuestError.self) {
      try Program(source, model: Self.model.get())
    }
    #expect(error?.code == .memoryLimit)
  }
}

@Suite("Vectorized functions elsewhere")
struct VectorizedElsewhereTests {
  @Test("A model without numpy refuses a vectorized function and names the one that has it")
  func refused() throws {
    let model = try EmbeddedProvider().make()
    let source = """
      from pyguest import vectorized
      @vectorized
      def f(x: int) -> int: return x + 1
      """
    let error = #expect(throws: PythonGuestError.self) {
      try Program(ProgramSource(text: source, file: "f.py"), model: model).function(named: "f")
    }
    #expect(error?.code == .unsupportedSignature)
    #expect(error?.message.contains("--model scientific") == true)
  }
}
