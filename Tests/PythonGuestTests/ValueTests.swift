import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

/// What the types of parameters and results hold. One fixture's functions cover them all.
@Suite("Values")
struct ValueTests {
  let program: Program

  init() throws { program = try TestSupport.program(fixture: "values.py") }

  // MARK: In and out, at each size

  /// Lengths around the slices in which rows are run.
  static let sizes = [0, 1, 2, 511, 512, 513, 1025]

  @Test(
    "Values come back as they were, at any number of rows",
    arguments: TypeUnderTest.all, sizes)
  func same(_ type: TypeUnderTest, rows: Int) throws {
    let column = try type.column(rows: rows)
    #expect(try program.call("same_\(type.name)", column) == column)
    #expect(try program.call("maybe_\(type.name)", column) == column)
  }

  @Test("NULL at half of the rows stays where it was", arguments: TypeUnderTest.all, sizes)
  func halfNull(_ type: TypeUnderTest, rows: Int) throws {
    let column = try type.column(rows: rows) { $0 % 2 == 1 }
    #expect(try program.call("same_\(type.name)", column) == column)
    #expect(try program.call("maybe_\(type.name)", column) == column)
  }

  @Test("A column of NULLs gives a column of NULLs", arguments: TypeUnderTest.all, sizes)
  func allNull(_ type: TypeUnderTest, rows: Int) throws {
    let column = try type.column(rows: rows) { _ in true }
    #expect(try program.call("same_\(type.name)", column) == column)
    #expect(try program.call("maybe_\(type.name)", column) == column)
  }

  @Test("A column without a type gives NULLs of the result's type", arguments: TypeUnderTest.all)
  func untyped(_ type: TypeUnderTest) throws {
    for rows in Self.sizes {
      let expected = try Column(nulls: rows, type: type.column)
      #expect(try program.call("same_\(type.name)", Column(nulls: rows)) == expected)
      #expect(try program.call("maybe_\(type.name)", Column(nulls: rows)) == expected)
    }
  }

  @Test("A hundred thousand rows come back as they were", arguments: TypeUnderTest.all)
  func many(_ type: TypeUnderTest) throws {
    let column = try type.column(rows: 100_000) { $0 % 7 == 3 }
    #expect(try program.call("same_\(type.name)", column) == column)
    #expect(try program.call("maybe_\(type.name)", column) == column)
  }

  // MARK: One row

  @Test("Values of a single row come back as they were", arguments: TypeUnderTest.all)
  func single(_ type: TypeUnderTest) throws {
    for value in type.edges + [.null] {
      try expectSame(try program.value("same_\(type.name)", value), value)
      try expectSame(try program.value("maybe_\(type.name)", value), value)
    }
  }

  @Test("Python sees each value as the type that is declared", arguments: TypeUnderTest.all)
  func shown(_ type: TypeUnderTest) throws {
    let values = type.edges + [.null]
    let one = try values.map { try program.value("show_\(type.name)", $0) }
    let many = try program.call("show_\(type.name)", Column(type.column, values)).allValues
    #expect(one == many)
    let lines = one.map { value in
      if case .utf8(let text) = value { text } else { "\(value)" }
    }
    try Golden.expect(lines.joined(separator: "\n") + "\n", "Values/\(type.name).txt")
  }

  // MARK: What Python's types do not hold, and subclasses

  @Test(
    "A date or time that Python does not have is an error of its row",
    arguments: [
      ("date", Value.date(days: .max), "ValueError: year 5881580 is out of range"),
      ("date", .date(days: .min), "ValueError: year -5877641 is out of range"),
      ("date", .date(days: 2_932_897), "ValueError: year 10000 is out of range"),
      ("date", .date(days: -719_163), "ValueError: year 0 is out of range"),
      ("datetime", .timestamp(microseconds: .max), "ValueError: year 294247 is out of range"),
      ("datetime", .timestamp(microseconds: .min), "ValueError: year -290308 is out of range"),
      ("time", .time(microseconds: 86_400_000_000), "ValueError: hour must be in 0..23"),
      ("time", .time(microseconds: -1), "ValueError: hour must be in 0..23"),
    ])
  func outOfRange(_ name: String, _ value: Value, message: String) throws {
    let error = try failure { try program.value("same_\(name)", value) }
    #expect(error.code == .pythonException)
    #expect(error.message == message)
    #expect(error.row == 0)
  }

  @Test func subclassesAreTheirBase() throws {
    let program = try TestSupport.program(
      """
      import datetime, enum

      class Number(int): pass
      class Fraction(float): pass
      class Text(str): pass
      class Raw(bytes): pass
      class Colour(enum.IntEnum):
          RED = 7
      class Name(enum.StrEnum):
          RED = "red"
      class Flag(enum.IntFlag):
          A = 1
          B = 2
      class Day(datetime.date): pass

      def number() -> int: return Number(2**40)
      def fraction() -> float: return Fraction(1.5)
      def number_for_float() -> float: return Number(5)
      def text() -> str: return Text("größe")
      def raw() -> bytes: return Raw(b"raw")
      def int_enum() -> int: return Colour.RED
      def int_enum_for_float() -> float: return Colour.RED
      def str_enum() -> str: return Name.RED
      def flags() -> int: return Flag.A | Flag.B
      def day() -> datetime.date: return Day(1970, 1, 2)
      """)
    let expected: [String: Value] = [
      "number": .int64(1 << 40), "fraction": .float64(1.5), "number_for_float": .float64(5),
      "text": .utf8("größe"), "raw": .binary(Array("raw".utf8)), "int_enum": .int64(7),
      "int_enum_for_float": .float64(7), "str_enum": .utf8("red"), "flags": .int64(3),
      "day": .date(days: 1),
    ]
    #expect(program.functions.count == expected.count)
    for (name, value) in expected { #expect(try program.value(name) == value, "\(name)") }
  }

  @Test func intsAtTheEdgeOfFloatRoundAsPythonRounds() throws {
    let program = try TestSupport.program(
      """
      def f(exponent: int) -> float:
          return 2**exponent + 1
      """)
    #expect(try program.value("f", .int64(53)) == .float64(9_007_199_254_740_992))
    #expect(try program.value("f", .int64(1000)) == .float64(0x1p1000))
    let error = try failure { try program.value("f", .int64(1024)) }
    #expect(error.code == .outOfRange)
  }

  private func expectSame(_ actual: Value, _ expected: Value) throws {
    // NaN differs from itself, so columns are compared, which look at bits.
    let type = expected.type == .null ? actual.type : expected.type
    #expect(try Column(type, [actual]) == Column(type, [expected]))
  }
}

/// A type of the guest interface with values worth trying.
struct TypeUnderTest: Sendable, CustomTestStringConvertible {
  var name: String
  var column: DataType
  var edges: [Value]

  var testDescription: String { name }

  /// The edges over and over, NULL where `isNull` says so.
  func column(rows: Int, isNull: (Int) -> Bool = { _ in false }) throws -> Column {
    try Column(column, (0..<rows).map { isNull($0) ? .null : edges[$0 % edges.count] })
  }

  private static let day: Int64 = 86_400_000_000

  static let all = [
    TypeUnderTest(name: "bool", column: .bool, edges: [.bool(true), .bool(false), .bool(false)]),
    TypeUnderTest(
      name: "int", column: .int64,
      edges: [
        0, 1, -1, -5, -6, 256, 257, 1 << 30, (1 << 30) - 1, -(1 << 30), 1 << 60, (1 << 60) - 1,
        -(1 << 60), .max, .min, .max - 1, .min + 1, 1 << 31, 1 << 32, 123_456_789_012,
      ].map(Value.int64)),
    TypeUnderTest(
      name: "float", column: .float64,
      edges: [
        0, -0.0, 1.5, -1.5, 0.1, .infinity, -.infinity, .nan, .greatestFiniteMagnitude,
        .leastNonzeroMagnitude, -.leastNormalMagnitude, 1e22, .pi,
      ].map(Value.float64)),
    TypeUnderTest(
      name: "str", column: .utf8,
      edges: [
        "", "a", "abc", "é", "größe", "日本語", "🦊", "a🦊b", "\0", "a\0b", "e\u{301}", "\u{FEFF}",
        "\u{10FFFF}", "\u{FFFF}", "\u{7F}", "\u{80}", "\u{FF}", "\u{100}", "line\nline",
        String(repeating: "x", count: 1000), String(repeating: "ü", count: 300),
      ].map(Value.utf8)),
    TypeUnderTest(
      name: "bytes", column: .binary,
      edges: [
        [], [0], [255], [97, 98, 99], [0xC3, 0x28], Array(0...255),
        [UInt8](repeating: 7, count: 1000),
      ].map(Value.binary)),
    TypeUnderTest(
      name: "date", column: .date32,
      // 0001-01-01, 1970-01-01, days around leap days, 9999-12-31.
      edges: [-719_162, -1, 0, 1, 11_016, 11_017, 19_782, 19_783, -25_509, -25_508, 2_932_896].map {
        .date(days: $0)
      }),
    TypeUnderTest(
      name: "time", column: .time64,
      edges: [0, 1, 999_999, 1_000_000, 3_600_000_000, day / 2 + 1, day - 1].map {
        .time(microseconds: $0)
      }),
    TypeUnderTest(
      name: "datetime", column: .timestamp,
      edges: [
        0, 1, -1, 1_709_164_800_123_456, -719_162 * day, 2_932_897 * day - 1, day, -day,
        951_782_400_000_000,
      ].map { .timestamp(microseconds: $0) }),
    TypeUnderTest(
      name: "timedelta", column: .duration,
      edges: [0, 1, -1, day, -day, day + 1, -day - 1, .max, .min, 1_000_000, -999_999].map {
        .duration(microseconds: $0)
      }),
  ]
}
