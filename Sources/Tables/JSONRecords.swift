/// A name and its value in a JSON object.
struct JSONMember: Sendable, BitwiseCopyable {
  let keyStart: UInt32
  let keyEnd: UInt32
  let valueStart: UInt32
  let valueEnd: UInt32
  let kind: JSONKind
  let keyHasEscapes: Bool

  /// The name, without its quotes.
  var key: Range<Int> { Int(keyStart)..<Int(keyEnd) }
  /// The whole text of the value, with the quotes of a string.
  var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }

  /// The name as text; what stands there, where that is none.
  func name(_ bytes: Span<UInt8>) -> [UInt8] {
    let text = bytes.extracting(key)
    return (keyHasEscapes ? JSONString.unescape(text) : nil) ?? text.array
  }

  /// The member with the value of another.
  func with(valueOf other: JSONMember) -> JSONMember {
    JSONMember(
      keyStart: keyStart, keyEnd: keyEnd, valueStart: other.valueStart, valueEnd: other.valueEnd,
      kind: other.kind, keyHasEscapes: keyHasEscapes)
  }
}

/// Consecutive lines of a JSON lines file, one object each.
public struct JSONRecords: Sendable {
  struct Extent: Sendable {
    /// The object, from brace to brace.
    let start: UInt32
    let end: UInt32
    /// Its members among all, each name once.
    let members: Range<Int>
    let line: Int
    /// Whether a name stood in it more than once.
    let hadRepeated: Bool
  }

  /// The text the objects lie in; it may hold more than these.
  public let bytes: [UInt8]
  let members: [JSONMember]
  let extents: [Extent]
  public let file: String

  /// Objects.
  public var count: Int { extents.count }

  /// The text of an object, from brace to brace: as it stands in the file, where each
  /// member stands there once.
  public func text(of row: Int) -> ArraySlice<UInt8> {
    let extent = extents[row]
    guard extent.hadRepeated else { return bytes[Int(extent.start)..<Int(extent.end)] }
    var text: [UInt8] = [UInt8(ascii: "{")]
    for member in members[extent.members] {
      if text.count > 1 { text.append(ASCII.comma) }
      text.append(contentsOf: bytes[member.key.lowerBound - 1..<member.key.upperBound + 1])
      text.append(UInt8(ascii: ":"))
      text.append(contentsOf: bytes[member.value])
    }
    text.append(UInt8(ascii: "}"))
    return text[...]
  }

  /// Whether an object has no member.
  public func isEmpty(_ row: Int) -> Bool { extents[row].members.isEmpty }

  /// The line of the file that an object stands on, from 1.
  public func line(of row: Int) -> Int { extents[row].line }

  /// The names of an object's members, as text.
  public func keys(of row: Int) -> [[UInt8]] {
    members[extents[row].members].map { key(of: $0) }
  }

  /// Whether an object has a member of that name.
  public func has(_ key: [UInt8], row: Int) -> Bool {
    var place = 0
    return member(key, row: row, place: &place) != nil
  }

  /// The member of that name.
  ///
  /// - Parameter place: where it stood in the object before, which is looked at first.
  func member(_ key: [UInt8], row: Int, place: inout Int) -> JSONMember? {
    let range = extents[row].members
    if place < range.count, isNamed(members[range.lowerBound + place], key) {
      return members[range.lowerBound + place]
    }
    for index in range where isNamed(members[index], key) {
      place = index - range.lowerBound
      return members[index]
    }
    return nil
  }

  func isNamed(_ member: JSONMember, _ key: [UInt8]) -> Bool {
    if member.keyHasEscapes { return self.key(of: member) == key }
    return member.key.count == key.count && bytes[member.key].elementsEqual(key)
  }

  func key(of member: JSONMember) -> [UInt8] { member.name(bytes.span) }
}
