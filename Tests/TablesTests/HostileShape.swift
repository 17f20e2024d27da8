import Tables
import Testing

/// A table that is made while it is read, of a kind that is hard on its reader.
struct HostileShape: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let isJSON: Bool
  /// A piece of the text of about `size` bytes; nil at its end.
  let piece: @Sendable (_ index: Int, _ size: Int) -> [UInt8]?

  /// The same bytes over and over, between others.
  static func csv(_ name: String, _ start: String, _ unit: String, _ end: String = "") -> Self {
    repeated(name, isJSON: false, start, unit, end)
  }

  static func json(_ name: String, _ start: String, _ unit: String, _ end: String = "") -> Self {
    repeated(name, isJSON: true, start, unit, end)
  }

  private static func repeated(
    _ name: String, isJSON: Bool, _ start: String, _ unit: String, _ end: String
  ) -> Self {
    let units = Array(String(repeating: unit, count: 4096 / unit.utf8.count).utf8)
    return Self(testDescription: name, isJSON: isJSON) { index, size in
      if index == 0 { return Array(start.utf8) }
      if index <= size / units.count { return units }
      return index == size / units.count + 1 && !end.isEmpty ? Array(end.utf8) : nil
    }
  }

  /// Two objects of many members in different order.
  static let shuffled = Self(testDescription: "shuffled members", isJSON: true) { index, size in
    guard index < 2 else { return nil }
    let count = min(size / 20, 100_000)
    let members = (0..<count).map { "\"m\(($0 * 7919 + index * 31) % count)\":0" }
    return Array("{\(members.joined(separator: ","))}\n".utf8)
  }

  /// Objects of one member, which has another name in each.
  static let different = Self(testDescription: "different members", isJSON: true) { index, size in
    guard index < size / 16_384 else { return nil }
    return Array((0..<1024).map { "{\"m\(index * 1024 + $0)\":12}\n" }.joined().utf8)
  }

  static let all = longRecords + manyRecords

  static let manyRecords = [
    csv("blank lines", "x\n", "\n"), csv("carriage returns", "x\n", "\r"),
    csv("rows", "x\n", "1\n"), json("blank lines", "", "\n"), json("empty objects", "", "{}\n"),
    different,
  ]

  static let longRecords = [
    csv("one name", "", "a"), csv("commas for names", "", ","), csv("equal names", "", "a,", "a"),
    csv("one record", "x\n", "a"), csv("commas", "x,y\n", ","), csv("quotes", "x\n", "\""),
    csv("doubled quotes", "x\n\"", "\"\"", "\"\n"), csv("an open quote", "x\n\"", "a\n"),
    csv("quotes in plain text", "x\na\"\"\"b\"", "\n\"\"\""), csv("digits", "x\n", "9"),
    csv("NULs", "x\n", "\0"), json("one string", "{\"x\":\"", "a", "\"}\n"), shuffled,
    json("a member again and again", "{\"x\":0", ",\"x\":0", "}\n"),
    json("open arrays", "{\"x\":", "["), json("a flat array", "{\"x\":[0", ",0", "]}\n"),
    json("digits", "{\"x\":", "9", "}\n"), json("escapes", "{\"x\":\"", "\\n", "\"}\n"),
    json("an escaped name", "{\"", "\\u0041", "\":0,\"x\":0}\n"), json("blanks", "{", " "),
  ]

  /// Reads all of it, looking columns up as commands do.
  ///
  /// - Returns: the rows, or nil where it was refused.
  func read(size: Int, pieceSize: Int) -> Int? {
    do throws(TableError) {
      let source = GeneratedSource(size: size, pieceSize: pieceSize, piece)
      return isJSON ? try readJSON(source) : try readCSV(source)
    } catch {
      return nil
    }
  }

  private func readCSV(_ source: GeneratedSource) throws(TableError) -> Int {
    let reader = try CSVReader(source)
    var types = [InferredType](repeating: .none, count: reader.header.count)
    var rows = 0
    while let records = try reader.next() {
      records.widen(&types)
      rows += records.count
    }
    return rows
  }

  private func readJSON(_ source: GeneratedSource) throws(TableError) -> Int {
    let reader = try JSONLinesReader(source)
    var columns = JSONColumns()
    var types: [InferredType] = []
    var rows = 0
    while let records = try reader.next() {
      records.widen(&columns, &types, maximum: .max)
      for row in 0..<records.count {
        try records.forEachContent(of: row, in: columns) { _, _ in }
        _ = records.has(Array("x".utf8), row: row)
      }
      rows += records.count
    }
    return rows
  }
}

/// Bytes that are made when they are asked for, and come in pieces as from a pipe.
final class GeneratedSource: ByteSource {
  let name = "generated"
  private let size: Int
  private let pieceSize: Int
  private let piece: (Int, Int) -> [UInt8]?
  private var index = 0
  private var current: ArraySlice<UInt8> = []

  init(size: Int, pieceSize: Int, _ piece: @escaping (Int, Int) -> [UInt8]?) {
    self.size = size
    self.pieceSize = pieceSize
    self.piece = piece
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    let most = min(buffer.count, pieceSize)
    var count = 0
    while count < most {
      if current.isEmpty {
        guard let next = piece(index, size) else { break }
        current = next[...]
        index += 1
      }
      let taken = current.prefix(most - count)
      UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyBytes(from: taken)
      current = current.dropFirst(taken.count)
      count += taken.count
    }
    return count
  }
}
