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
  /// Calls `body` with the column and the value of each of an object's members.
  public func forEachScalar(
    of row: Int, in columns: JSONColumns, _ body: (Int, JSONScalar) -> Void
  ) throws(TableError) {
    try forEachMember(of: row, in: columns) { (column, member) throws(TableError) in
      if let column { body(column, try scalar(member, row: row)) }
    }
  }

  private func scalar(_ member: JSONMember, row: Int) throws(TableError) -> JSONScalar {
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
    throw TableError(.malformed, TextEncoding.mistaken, file: file, line: line(of: row ?? 0))
  }
}
