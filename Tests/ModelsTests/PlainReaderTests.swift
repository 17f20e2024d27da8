import Columns
import ModelConformance
import PythonGuest
import Testing

@testable import Models

/// Replies with values that hold others, in which a program may have written what it likes.
@Suite("PlainReader")
struct PlainReaderTests {
  private static let point = DataType.structure([
    Field("x", .int64), Field("y", .uint8, isNullable: true),
  ])

  private static let none = [UInt8(ascii: "N")]

  private static func word(_ count: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
  }

  private static func int(_ number: Int) -> [UInt8] { [UInt8(ascii: "i")] + word(number) }

  /// Digits of 15 bits, with the number's sign as that of their count.
  private static func long(_ digits: [Int], isNegative: Bool = false) -> [UInt8] {
    [UInt8(ascii: "l")] + word(isNegative ? -digits.count : digits.count)
      + digits.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  private static func text(_ text: String) -> [UInt8] {
    [UInt8(ascii: "u")] + word(text.utf8.count) + text.utf8
  }

  private static func list(_ items: [[UInt8]]) -> [UInt8] {
    [UInt8(ascii: "[")] + word(items.count) + items.joined()
  }

  private static func tuple(_ items: [[UInt8]]) -> [UInt8] {
    [UInt8(ascii: "(")] + word(items.count) + items.joined()
  }

  private static func dict(_ entries: [([UInt8], [UInt8])]) -> [UInt8] {
    [UInt8(ascii: "{")] + entries.flatMap { $0 + $1 } + [UInt8(ascii: "0")]
  }

  private static func column(
    _ type: DataType, rows: Int, _ bytes: [UInt8], mostBytes: Int = 1 << 20
  ) throws -> Column? {
    let numbers = try Column(int64: (0..<rows).map { Int64($0) })
    let parameter = Parameter(
      name: "x", type: ValueType(column: .int64, isNullable: false, pythonName: "int"))
    let slices = RowSlices(try Batch(columns: [numbers]), for: [parameter])
    return try SliceReader.column(type, slices, bytes[...], mostBytes: mostBytes)
  }

  @Test("Lists, dicts and tuples make columns") func reads() throws {
    let lists = Self.list([Self.list([Self.int(-5), Self.none]), Self.none, Self.list([])])
    #expect(
      try Self.column(.list(of: .int64, nullable: true), rows: 3, lists)
        == Column(
          .list(of: .int64, nullable: true), [.list([.int64(-5), .null]), .null, .list([])]))
    let points = Self.list([Self.tuple([Self.long([0, 0, 1]), Self.none])])
    #expect(
      try Self.column(Self.point, rows: 1, points)?.value(at: 0)
        == .structure([NamedValue("x", .int64(1 << 30)), NamedValue("y", .null)]))
    let maps = Self.list([Self.dict([(Self.text("é"), Self.int(7))])])
    #expect(
      try Self.column(.map(of: .int16), rows: 1, maps)?.value(at: 0)
        == .map([NamedValue("é", .int64(7))]))
  }

  @Test("Decimals take 127 bits and a sign") func decimals() throws {
    let type = try DataType.decimal(precision: 38, scale: 2)
    let longest = [Int](repeating: 0x7fff, count: 7)
    let number = Self.list([Self.long(longest, isNegative: true)])
    #expect(
      try Self.column(type, rows: 1, number)?.value(at: 0)
        == .decimal(Decimal128(unscaled: -((1 << 105) - 1), scale: 2)))
    for digits in [longest + [0x7fff, 0x7f], longest + [0x7fff, 0xff], longest + [0, 0, 0]] {
      #expect(try Self.column(type, rows: 1, Self.list([Self.long(digits)])) == nil)
    }
    #expect(try Self.column(type, rows: 1, Self.list([Self.long([0x8000])])) == nil)
  }

  @Test(
    "What is no value of the type is refused",
    arguments: [
      (DataType.list(of: .int64), list([list([none])])),
      (.list(of: .int64), list([tuple([int(1)])])),
      (.list(of: .int64), list([[UInt8(ascii: "[")] + word(2) + int(1)])),
      (.list(of: .int64), list([[UInt8(ascii: "[")] + word(-1)])),
      (.list(of: .int64), list([list([text("a")])])),
      (.list(of: .int8), list([list([int(128)])])),
      (.list(of: .uint64), list([list([int(-1)])])),
      (.list(of: .time64), list([list([int(-1)])])),
      (.list(of: .utf8), list([list([[UInt8(ascii: "u")] + word(1) + [0xff]])])),
      (.list(of: .utf8), list([list([[UInt8(ascii: "u") | 0x80] + word(1) + [0x61]])])),
      (.list(of: .bool), list([list([int(1)])])),
      (.list(of: .null, nullable: true), list([list([int(1)])])),
      (.uuid, list([[UInt8(ascii: "s")] + word(15) + [UInt8](repeating: 0, count: 15)])),
      (.map(of: .int64), list([dict([(none, int(1))])])),
      (.map(of: .int64), list([dict([(int(1), int(1))])])),
      (.map(of: .int64), list([[UInt8(ascii: "{")] + text("a") + int(1)])),
      (point, list([tuple([int(1)])])), (point, list([tuple([int(1), none, none])])),
      (point, list([list([int(1), none])])), (point, list([tuple([int(1), none])]) + [0]),
      (point, list([])), (point, []),
    ])
  func refuses(_ type: DataType, _ bytes: [UInt8]) throws {
    #expect(try Self.column(type, rows: 1, bytes) == nil)
  }

  @Test("What a byte of a reply stands for counts against the limit")
  func limitsNulls() throws {
    let wide = DataType.structure((0..<1000).map { Field("f\($0)", .uuid, isNullable: true) })
    let type = DataType.list(of: wide, nullable: true)
    let bytes = Self.list([Self.list([[UInt8]](repeating: Self.none, count: 1000))])
    let error = try #require(throws: PythonGuestError.self) {
      try Self.column(type, rows: 1, bytes)
    }
    #expect(error.code == .memoryLimit)
    #expect(try Self.column(type, rows: 1, bytes, mostBytes: 17 << 20)?.count == 1)
  }

  @Test("Any column is read back as it was written", arguments: 0..<40)
  func sameAsWritten(seed: Int) throws {
    var types = RandomTypes(seed: UInt64(seed))
    let (type, _) = try types.type(levels: 5)
    let values = try (0..<700).map { _ in try types.value(type, isNullable: true) }
    let column = try Column(type, values).slice(60..<660)
    let parameter = Parameter(
      name: "x", type: ValueType(column: type, isNullable: true, pythonName: "x"))
    let slices = RowSlices(try Batch(columns: [column]), for: [parameter])
    let bytes = try SliceWriter(column, slices).bytes
    if bytes.first == UInt8(ascii: "[") {
      #expect(try PlainReader.column(type, slices, bytes[...], mostBytes: 1 << 24) == column)
    }
  }

  @Test("No bytes whatever end the process", arguments: 0..<200)
  func survivesAnything(seed: Int) throws {
    var types = RandomTypes(seed: UInt64(seed))
    let type = DataType.list(of: try types.type(levels: 5).type, nullable: true)
    let column = try Column(type, (0..<4).map { _ in try types.value(type, isNullable: true) })
    let parameter = Parameter(
      name: "x", type: ValueType(column: type, isNullable: true, pythonName: "x"))
    let slices = RowSlices(try Batch(columns: [column]), for: [parameter])
    let right = try SliceWriter(column, slices).bytes
    let letters = Array("[({0NTFilgszZaAutr\u{1}\u{2}\u{0}".utf8)
    for _ in 0..<100 {
      var bytes = right
      for _ in 0..<Int.random(in: 1...3, using: &types.random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &types.random)
        switch Int.random(in: 0..<4, using: &types.random) {
        case 0: bytes[place] = .random(in: 0...255, using: &types.random)
        case 1: bytes[place] = letters.randomElement(using: &types.random) ?? 0
        case 2: bytes.remove(at: place)
        default: bytes.removeLast(bytes.count - place)
        }
      }
      do {
        let read = try SliceReader.column(type, slices, bytes[...], mostBytes: 1 << 16)
        if let read {
          #expect(read.count == 4)
          for row in 0..<4 { _ = try read.value(at: row) }
        }
      } catch let error as PythonGuestError {
        #expect(error.code == .memoryLimit)
      }
    }
  }
}
