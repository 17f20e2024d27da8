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
  /// Calls `body` with the column and the content of each of an object's members that has one.
  public func forEachContent(
    of row: Int, in columns: JSONColumns, _ body: (Int, JSONContent) throws(TableError) -> Void
  ) throws(TableError) {
    try forEachMember(of: row, in: columns) { (column, member) throws(TableError) in
      if let column { try body(column, content(of: member, row: row)) }
    }
  }

  private func content(of member: JSONMember, row: Int) throws(TableError) -> JSONContent {
    guard let form = member.kind.form else { return .null }
    switch member.kind {
    case .plainString: return .place(member.value.dropFirst().dropLast(), .text)
    case .escapedString: return .unescaped(try string(member, row: row))
    default: return .place(member.value, form)
    }
  }
}
