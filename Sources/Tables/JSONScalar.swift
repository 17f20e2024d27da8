import Columns

/// A JSON value as a database that knows no arrays and objects keeps it.
public enum JSONScalar: Sendable, Equatable {
  case null
  /// An integer of 64 bits, or 0 and 1 for false and true.
  case integer(Int64)
  case real(Double)
  /// A string's text, or the JSON of an array or object.
  case text([UInt8])
}

extension JSONRecords {
  /// The member of that name; NULL where there is none.
  ///
  /// - Parameter place: where it stood in the object before, which is looked at first.
  public func scalar(
    _ key: [UInt8], row: Int, place: inout Int
  ) throws(TableError) -> JSONScalar {
    guard let member = member(key, row: row, place: &place) else { return .null }
    let text = bytes.span.extracting(member.value)
    switch member.kind {
    case .null: return .null
    case .false: return .integer(0)
    case .true: return .integer(1)
    case .integer:
      // One that is too large keeps its digits.
      if let value = NumberText.int64(text) { return .integer(value) }
      return .text(Array(bytes[member.value]))
    case .number:
      return .real(NumberText.float64(text) ?? .nan)
    case .plainString, .escapedString: return .text(try string(member, row: row))
    case .array, .object: return .text(Array(bytes[member.value]))
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
