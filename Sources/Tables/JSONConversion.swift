public import Columns

extension ColumnBuilder {
  /// Appends a JSON value of a kind that was found by a scanner.
  ///
  /// - Parameter text: the whole value, with the quotes of a string.
  /// - Returns: false, and nothing is appended, where it is no value of the type.
  mutating func append(json text: Span<UInt8>, kind: JSONKind) throws(ColumnError) -> Bool {
    switch (kind, type) {
    case (.null, _): try appendNull()
    case (.true, .bool): try append(true)
    case (.false, .bool): try append(false)
    case (.integer, .int64), (.integer, .float64), (.number, .float64):
      return try append(text: text)
    case (.plainString, _), (.escapedString, _): return try append(jsonString: text, kind: kind)
    default: return false
    }
    return true
  }

  /// Appends what a string says: text itself, and what JSON has no other form for.
  private mutating func append(
    jsonString text: Span<UInt8>, kind: JSONKind
  ) throws(ColumnError) -> Bool {
    let content = text.extracting(1..<text.count - 1)
    switch type {
    case .null, .bool, .int64: return false
    case .float64 where !["NaN", "Infinity", "-Infinity"].contains(NumberText.string(content)):
      return false
    default: break
    }
    if kind == .plainString { return try append(text: content) }
    guard let bytes = JSONString.unescape(content) else { return false }
    return try append(text: bytes.span)
  }
}

extension Value {
  /// The value of a type that JSON text stands for; NULL for `null`.
  ///
  /// - Throws: `.malformed` for text that is not one JSON value, `.unconvertible` for
  ///   a value of another type.
  public init(json: String, as type: ColumnType) throws(TableError) {
    let bytes = Array(json.utf8)
    var scanner = JSONScanner(position: 0, end: bytes.count)
    scanner.skipSpace(bytes.span)
    let start = scanner.position
    guard let kind = scanner.value(bytes.span) else {
      throw TableError(.malformed, "\(quoted(bytes)) is not valid JSON")
    }
    let text = start..<scanner.position
    scanner.skipSpace(bytes.span)
    guard scanner.position == bytes.count else {
      throw TableError(.malformed, "\(quoted(bytes)) is not one JSON value")
    }
    var builder = ColumnBuilder(type: type, capacity: 1)
    do throws(ColumnError) {
      if try builder.append(json: bytes.span.extracting(text), kind: kind) {
        self = try builder.finish().value(at: 0)
        return
      }
    } catch {
      throw TableError(.unconvertible, error.message)
    }
    throw TableError(
      .unconvertible, "\(abbreviated(json: bytes[text])) is not of type \(type.expectation)")
  }
}
