import Columns
import PythonGuest
import Testing

@testable import Models

/// Replies of foreign interpreters, in which a program may have written what it likes.
@Suite("SliceReader")
struct SliceReaderTests {
  private static func slices(_ rows: Int) throws -> RowSlices {
    RowSlices(
      try Batch(columns: [Column(int64: (0..<rows).map { Int64($0) })]),
      for: [
        Parameter(
          name: "x",
          type: ValueType(
            column: .int64, isNullable: false, pythonName: "int"))
      ])
  }

  private static func column(
    _ type: DataType, rows: Int, _ bytes: [UInt8], mostBytes: Int = 1 << 20
  ) throws -> Column? {
    try SliceReader.column(type, slices(rows), bytes[...], mostBytes: mostBytes)
  }

  /// A list in marshal's form, of items that are written already.
  private static func list(_ items: [[UInt8]], isCounted: Bool = false) -> [UInt8] {
    [UInt8(ascii: "[") | (isCounted ? 0x80 : 0)] + word(items.count) + items.joined()
  }

  private static func word(_ count: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
  }

  private static func text(_ text: String, isCounted: Bool = false) -> [UInt8] {
    [UInt8(ascii: "z") | (isCounted ? 0x80 : 0), UInt8(text.utf8.count)] + text.utf8
  }

  private static func reference(_ number: Int) -> [UInt8] { [UInt8(ascii: "r")] + word(number) }

  @Test("Items, NULL and references make a column") func reads() throws {
    let numbers = Self.list([[UInt8(ascii: "i")] + Self.word(-5), [UInt8(ascii: "N")]])
    #expect(try Self.column(.int64, rows: 2, numbers) == Column(int64: [-5, nil]))
    let texts = Self.list(
      [Self.text("ab", isCounted: true), Self.text(""), Self.reference(1)], isCounted: true)
    #expect(try Self.column(.utf8, rows: 3, texts) == Column(utf8: ["ab", "", "ab"]))
  }

  @Test(
    "What is no list of the rows' values is refused",
    arguments: [
      [], [UInt8(ascii: "[")], list([]), list([text("a")]),
      list([text("a"), text("b"), text("c")]),
      list([text("a"), [UInt8(ascii: "i")] + word(1)]), list([text("a"), reference(0)]),
      list([text("a", isCounted: true), reference(1)]),
      list([text("a"), reference(0)], isCounted: true),
      list([text("a"), reference(-1)], isCounted: true),
      list([text("a"), [UInt8(ascii: "z"), 9, 9]]), list([text("a"), [UInt8(ascii: "u")]]),
      list([text("a"), [UInt8(ascii: "u")] + word(-1)]), list([text("a"), text("b")]) + [0],
      list([text("a"), [UInt8(ascii: "z"), 1, 0xff]]),
      [UInt8(ascii: "q")] + [UInt8](repeating: 0, count: 16),
    ])
  func refuses(_ bytes: [UInt8]) throws {
    #expect(try Self.column(.utf8, rows: 2, bytes) == nil)
  }

  @Test("Numbers that do not fit, or are too few, are refused") func refusesNumbers() throws {
    let day = [UInt8(ascii: "q")] + [UInt8](repeating: 0xff, count: 7) + [0x7f]
    #expect(try Self.column(.date32, rows: 1, day) == nil)
    #expect(try Self.column(.int64, rows: 1, Array(day.dropLast())) == nil)
    #expect(try Self.column(.int64, rows: 2, [UInt8(ascii: "Q"), 1]) == nil)
    #expect(try Self.column(.time64, rows: 1, day) == nil)
  }

  @Test("Text that references repeat is held within the limit") func limitsReferences() throws {
    let items =
      [Self.text(String(repeating: "x", count: 200), isCounted: true)]
      + [[UInt8]](repeating: Self.reference(1), count: 499)
    let bytes = Self.list(items, isCounted: true)
    #expect(try Self.column(.utf8, rows: 500, bytes, mostBytes: 100_000) != nil)
    let error = try #require(throws: PythonGuestError.self) {
      try Self.column(.utf8, rows: 500, bytes, mostBytes: 99_999)
    }
    #expect(error.code == .memoryLimit)
  }

  @Test("No bytes whatever end the process") func survivesAnything() throws {
    var random = SystemRandomNumberGenerator()
    let letters = Array("[iglszaZAutrNTFqdQD\u{1}\u{2}\u{3}\u{0}".utf8)
    let types: [DataType] = [
      .null, .bool, .int64, .float64, .utf8, .binary, .date32, .time64, .timestamp, .duration,
    ]
    for round in 0..<5_000 {
      let rows = Int.random(in: 0...6, using: &random)
      var bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...4, using: &random) == 0
          ? .random(in: 0...255, using: &random) : letters.randomElement(using: &random) ?? 0
      }
      // A head that is right lets the rest be read.
      if round % 2 == 0 { bytes = [UInt8(ascii: "[") | 0x80] + Self.word(rows) + bytes }
      let type = types[round % types.count]
      do {
        if let column = try Self.column(type, rows: rows, bytes) { #expect(column.count == rows) }
      } catch let error as PythonGuestError {
        #expect(error.code == .memoryLimit)
      }
    }
  }
}
