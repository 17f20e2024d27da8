public import Columns

extension JSONKind {
  /// What a value of this kind is to the rule of conversion; nil for `null`.
  var form: ValueForm? {
    switch self {
    case .null: nil
    case .true, .false: .boolean
    case .integer, .number: .number
    case .plainString, .escapedString: .text
    case .array: .array
    case .object: .object
    }
  }
}

extension ColumnBuilder {
  /// Appends a JSON value of a kind that was found by a scanner.
  ///
  /// - Parameter text: the whole value, with the quotes of a string.
  /// - Returns: what is wrong, where it is no value of the type and nothing is appended.
  mutating func append(json text: Span<UInt8>, kind: JSONKind) throws(ColumnError) -> Misfit? {
    guard let form = kind.form else {
      try appendNull()
      return nil
    }
    if type.id == .json {
      try append(json: text)
      return nil
    }
    guard form == .text else { return try append(text, form) }
    let content = text.extracting(1..<text.count - 1)
    if content.isEmpty, type == .binary {
      // JSON has a NULL of its own, so that no bytes can be told from none.
      try append(bytes: content)
      return nil
    }
    if kind == .plainString { return try append(content, .text) }
    guard let bytes = JSONString.unescape(content) else { return .halfCharacter }
    return try append(bytes.span, .text)
  }
}

extension Value {
  /// The value of a type that JSON text stands for; NULL for `null`.
  ///
  /// - Throws: `.malformed` for text that is not one JSON value, `.unconvertible` for
  ///   a value of another type.
  public init(json: String, as type: DataType) throws(TableError) {
    let bytes = Array(json.utf8)
    let (text, kind) = try Self.scan(bytes)
    var builder = ColumnBuilder(type: type, capacity: 1)
    let misfit: Misfit?
    do throws(ColumnError) {
      misfit = try builder.append(json: bytes.span.extracting(text), kind: kind)
      if misfit == nil {
        self = try builder.finish().value(at: 0)
        return
      }
    } catch {
      throw TableError(.unconvertible, error.message)
    }
    throw TableError(.unconvertible, "\(abbreviated(json: bytes[text])) \(misfit?.reason ?? "")")
  }

  /// Where the one value of a text lies, and its kind.
  private static func scan(_ bytes: [UInt8]) throws(TableError) -> (Range<Int>, JSONKind) {
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
    return (text, kind)
  }
}
