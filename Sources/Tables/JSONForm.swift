import Columns

/// JSON of any shape: what `Any` stands for.
enum JSONForm: TextForm {
  static func noun(_: DataType) -> String { "JSON" }
  static func pythonName(_: DataType) -> String { "Any" }

  /// As deep as Python writes it.
  private static let mostWritten = 2000

  /// - Parameter text: JSON, whichever of its forms it is.
  static func value(
    _ text: Span<UInt8>, _: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    let inner = text.extracting(Conversion.inner(text))
    guard let kind = kind(of: inner) else {
      throw Misfit("is not JSON: a text is written in quotes")
    }
    if kind == .null { return .null }
    guard let json = inner.withUnsafeBytes({ String(validating: $0) }) else { throw .notUTF8 }
    return .json(json)
  }

  /// Appends what is said to be JSON: as a string, where it is none, so that what it is written
  /// into always is.
  static func append(_ json: String, to text: inout [UInt8]) {
    var json = json
    json.withUTF8 { bytes in
      if kind(of: bytes.span, mostLevels: mostWritten) == nil {
        JSONText.appendString(bytes, to: &text)
      } else {
        // Line ends lie between values alone, and would end a line of JSON lines.
        text.append(contentsOf: bytes.lazy.map { max($0, 0x20) })
      }
    }
  }

  private static func kind(
    of text: Span<UInt8>, mostLevels: Int = JSONScanner.mostLevels
  ) -> JSONKind? {
    var scanner = JSONScanner(position: 0, end: text.count, mostLevels: mostLevels)
    scanner.skipSpace(text)
    guard let kind = scanner.value(text) else { return nil }
    scanner.skipSpace(text)
    return scanner.position == text.count ? kind : nil
  }
}
