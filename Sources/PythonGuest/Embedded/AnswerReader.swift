/// Reads words and texts that a guest wrote, never beyond their end.
struct AnswerReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  /// A little-endian word.
  mutating func word() -> UInt32? {
    guard rest.count >= 4 else { return nil }
    defer { rest = rest.dropFirst(4) }
    return rest.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Text behind its length, without what could end its line or move a cursor.
  mutating func text() -> String? {
    guard let count = word(), count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(Int(count)) }
    return Self.oneLine(String(decoding: rest.prefix(Int(count)), as: UTF8.self))
  }

  private static func oneLine(_ text: String) -> String {
    let text = text.last?.isNewline == true ? String(text.dropLast()) : text
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += scalar.escaped(asASCII: true)
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}
