import Columns

/// Lists and tuples: JSON arrays.
enum ListForm: TextForm {
  static func noun(_ type: DataType) -> String { "an array of \(type.children[0].plural)" }
  static func pythonName(_ type: DataType) -> String {
    "list[\(type.children[0].declaration)]"
  }

  static func value(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    guard form == .array || form == .text else { throw .form(form, type) }
    var reader = NestedReader(text)
    guard reader.begins(with: UInt8(ascii: "["), text) else { throw .other(type) }
    var elements: [Value] = []
    while let element = reader.element(text, end: UInt8(ascii: "]"), isFirst: elements.isEmpty) {
      elements.append(
        try NestedReader.value(text, element, type.children[0], path: "[\(elements.count)]"))
    }
    guard reader.isAtEnd(text) else { throw .other(type) }
    return .list(elements)
  }
}

/// `dict[str, T]`: JSON objects. Of two members of one name the last counts, as in Python.
enum MapForm: TextForm {
  static func noun(_ type: DataType) -> String {
    "an object of \(type.mapValue?.plural ?? "values")"
  }
  static func pythonName(_ type: DataType) -> String {
    "dict[str, \(type.mapValue?.declaration ?? "None")]"
  }

  static func value(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    guard form == .object || form == .text else { throw .form(form, type) }
    guard let field = type.mapValue else { throw .other(type) }
    var entries: [NamedValue] = []
    // By bytes, as Python tells names apart: Swift takes "é" and "e\u{301}" for the same.
    var places: [[UInt8]: Int] = [:]
    try NestedReader.eachMember(text, type) { (name, member) throws(Misfit) in
      let bytes = Array(name.utf8)
      let value = try NestedReader.value(text, member, field, path: "[\(quoted(bytes))]")
      if let place = places[bytes] {
        entries[place].value = value
      } else {
        places[bytes] = entries.count
        entries.append(NamedValue(name, value))
      }
    }
    return .map(entries)
  }
}

/// Dataclasses, NamedTuples and TypedDicts: JSON objects with a member for each field.
enum StructureForm: TextForm {
  static func noun(_ type: DataType) -> String {
    "an object with \(type.children.map(\.name).joined(separator: ", "))"
  }
  static func pythonName(_ type: DataType) -> String {
    "{\(type.children.map { "\($0.name): \($0.declaration)" }.joined(separator: ", "))}"
  }

  static func value(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    guard form == .object || form == .text else { throw .form(form, type) }
    var fields = type.children.map { NamedValue($0.name, .null) }
    var isThere = type.children.map { $0.isNullable || $0.type.id == .null }
    try NestedReader.eachMember(text, type) { (name, member) throws(Misfit) in
      guard let place = type.children.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) })
      else {
        throw Misfit(
          "has a member \(quoted(Array(name.utf8))), but only \(type.children.map(\.name).joined(separator: ", "))"
            + " can be there")
      }
      fields[place].value = try NestedReader.value(
        text, member, type.children[place], path: ".\(name)")
      isThere[place] = true
    }
    if let missing = isThere.firstIndex(of: false) {
      throw Misfit("lacks \(type.children[missing].name), which may not be NULL")
    }
    return .structure(fields)
  }
}

extension Field {
  /// As Python declares it.
  fileprivate var declaration: String {
    isNullable && type.id != .null && type.id != .json
      ? "\(type.pythonName) | None" : type.pythonName
  }

  /// Its values, for messages.
  fileprivate var plural: String { "\(declaration) values" }
}

/// Moves over what lies in an array or an object.
private struct NestedReader {
  private var scanner: JSONScanner

  /// A value that was found: where it lies, and what it is.
  struct Part {
    let range: Range<Int>
    let kind: JSONKind
  }

  init(_ text: Span<UInt8>) {
    scanner = JSONScanner(position: 0, end: text.count)
  }

  mutating func begins(with bracket: UInt8, _ text: Span<UInt8>) -> Bool {
    scanner.skipSpace(text)
    return scanner.take(bracket, text)
  }

  /// The next element; nil behind the last, or where there is no JSON.
  mutating func element(_ text: Span<UInt8>, end: UInt8, isFirst: Bool) -> Part? {
    scanner.skipSpace(text)
    if scanner.take(end, text) { return nil }
    if !isFirst {
      guard scanner.take(ASCII.comma, text) else { return nil }
      scanner.skipSpace(text)
    }
    return value(text)
  }

  private mutating func value(_ text: Span<UInt8>) -> Part? {
    let start = scanner.position
    guard let kind = scanner.value(text) else { return nil }
    return Part(range: start..<scanner.position, kind: kind)
  }

  /// Whether nothing but blanks follows what was closed by its bracket.
  mutating func isAtEnd(_ text: Span<UInt8>) -> Bool {
    guard scanner.position > 0 else { return false }
    let last = text[scanner.position - 1]
    guard last == UInt8(ascii: "]") || last == UInt8(ascii: "}") else { return false }
    scanner.skipSpace(text)
    return scanner.position == text.count
  }

  /// Runs `body` with the name and the value of each member of an object.
  static func eachMember(
    _ text: Span<UInt8>, _ type: DataType, _ body: (String, Part) throws(Misfit) -> Void
  ) throws(Misfit) {
    var reader = NestedReader(text)
    guard reader.begins(with: UInt8(ascii: "{"), text) else { throw .other(type) }
    var isFirst = true
    while let key = reader.element(text, end: UInt8(ascii: "}"), isFirst: isFirst) {
      isFirst = false
      reader.scanner.skipSpace(text)
      guard key.kind == .plainString || key.kind == .escapedString,
        reader.scanner.take(UInt8(ascii: ":"), text)
      else { throw .other(type) }
      reader.scanner.skipSpace(text)
      guard let value = reader.value(text) else { throw .other(type) }
      try body(try name(text, key), value)
    }
    guard reader.isAtEnd(text) else { throw .other(type) }
  }

  private static func name(_ text: Span<UInt8>, _ key: Part) throws(Misfit) -> String {
    let content = text.extracting(key.range.lowerBound + 1..<key.range.upperBound - 1)
    guard let bytes = JSONString.unescape(content) else { throw .halfCharacter }
    guard let name = bytes.withUnsafeBytes({ String(validating: $0) }) else { throw .notUTF8 }
    return name
  }

  /// The value of a part, by the same rule as elsewhere.
  ///
  /// - Parameter path: where it lies, for messages.
  static func value(
    _ text: Span<UInt8>, _ part: Part, _ field: Field, path: String
  ) throws(Misfit) -> Value {
    do throws(Misfit) {
      guard let form = part.kind.form else {
        if field.isNullable || field.type.id == .null { return .null }
        throw Misfit("may not be NULL there")
      }
      let found = text.extracting(part.range)
      if field.type.id == .json { return try JSONForm.value(found, form, as: field.type) }
      guard form == .text else { return try field.type.form.value(found, form, as: field.type) }
      let content = found.extracting(1..<found.count - 1)
      guard let bytes = JSONString.unescape(content) else { throw .halfCharacter }
      if bytes.isEmpty, field.type.layout != .bytes {
        if field.isNullable { return .null }
        throw Misfit("stands for NULL, which may not be there")
      }
      return try field.type.form.value(bytes.span, form, as: field.type)
    } catch {
      throw error.inside(path, shown: shownJSON(text, part))
    }
  }

  private static func shownJSON(_ text: Span<UInt8>, _ part: Part) -> String {
    var bytes: [UInt8] = []
    for index in part.range.prefix(200) { bytes.append(text[index]) }
    return abbreviated(json: bytes[...])
  }
}

extension Misfit {
  /// The reason of a part, told of the whole: `has "a" at [1], which is not an int`.
  fileprivate func inside(_ path: String, shown: String) -> Misfit {
    if let part {
      return Misfit(
        "has \(part.shown) at \(path)\(part.path), which \(part.reason)",
        part: Part(path: path + part.path, shown: part.shown, reason: part.reason))
    }
    return Misfit(
      "has \(shown) at \(path), which \(reason)",
      part: Part(path: path, shown: shown, reason: reason))
  }
}
