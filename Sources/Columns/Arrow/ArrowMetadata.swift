/// Metadata of a schema: a count, then each key and value with its length in front, all numbers of
/// 32 bits in this machine's order.
enum ArrowMetadata {
  /// The key under which a schema names what its type stands for.
  static let extensionName = "ARROW:extension:name"

  private static let mostPairs = 1 << 16
  private static let mostBytes = 1 << 24

  /// The value of a key, or nil where it is not there.
  ///
  /// - Throws: `.invalidArrow` where counts or lengths are absurd.
  static func value(
    of key: String, in metadata: UnsafeRawPointer?
  ) throws(ColumnError) -> String? {
    guard var place = metadata else { return nil }
    for _ in 0..<(try number(at: &place, atMost: mostPairs)) {
      let found = try text(at: &place)
      let value = try text(at: &place)
      if found == key { return value }
    }
    return nil
  }

  static func encoded(_ pairs: KeyValuePairs<String, String>) -> [UInt8] {
    var bytes = [UInt8](bytesOf: [Int32(truncatingIfNeeded: pairs.count)])
    for text in pairs.flatMap({ [$0.key, $0.value] }) {
      bytes += [UInt8](bytesOf: [Int32(truncatingIfNeeded: text.utf8.count)]) + text.utf8
    }
    return bytes
  }

  private static func text(at place: inout UnsafeRawPointer) throws(ColumnError) -> String {
    let count = try number(at: &place, atMost: mostBytes)
    defer { place += count }
    return String(decoding: UnsafeRawBufferPointer(start: place, count: count), as: UTF8.self)
  }

  private static func number(
    at place: inout UnsafeRawPointer, atMost most: Int
  ) throws(ColumnError) -> Int {
    let number = Int(place.loadUnaligned(as: Int32.self))
    guard 0...most ~= number else {
      throw ColumnError(.invalidArrow, "metadata with a length of \(number)")
    }
    place += 4
    return number
  }
}
