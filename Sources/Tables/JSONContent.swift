import Columns

/// What an object holds under a name.
public enum JSONContent: Sendable, Equatable {
  /// `null`, or no such member.
  case null
  /// Text of its own, without quotes and escapes.
  case unescaped([UInt8])
  /// What stands in the records' text there.
  case place(Range<Int>, ValueForm)
}

extension JSONRecords {
  /// The member of that name; NULL where there is none.
  ///
  /// - Parameter place: where it stood in the object before, which is looked at first.
  public func content(
    _ key: [UInt8], row: Int, place: inout Int
  ) throws(TableError) -> JSONContent {
    guard let member = member(key, row: row, place: &place), let form = member.kind.form else {
      return .null
    }
    switch member.kind {
    case .plainString: return .place(member.value.dropFirst().dropLast(), .text)
    case .escapedString: return .unescaped(try string(member, row: row))
    default: return .place(member.value, form)
    }
  }

  /// Refuses objects that are not UTF-8, naming the first line that is not.
  public func checkText() throws(TableError) {
    guard let first = extents.first, let last = extents.last else { return }
    let all = bytes[Int(first.start)..<Int(last.end)]
    if all.withUnsafeBufferPointer({ TextKind(of: $0) }) != .invalid { return }
    let row = (0..<count).first { String(validating: text(of: $0), as: UTF8.self) == nil }
    throw TableError(.malformed, "not UTF-8", file: file, line: line(of: row ?? 0))
  }
}
