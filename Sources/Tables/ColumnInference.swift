/// What all values of a column of text can be read as.
public enum InferredType: Int, Sendable, Comparable {
  /// No value so far.
  case none
  case integer
  case real
  case text

  public static func < (left: InferredType, right: InferredType) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension CSVRecords {
  /// Widens the type of each column so that these records fit too.
  ///
  /// A field is an integer when it is written as one would be printed and fits 64
  /// bits, real when it is a finite number, else text. Empty fields say nothing.
  public func widen(_ types: inout [InferredType]) {
    let span = bytes.span
    for (index, field) in fields.enumerated() {
      let column = index % columnCount
      if types[column] == .text || field.start == field.end { continue }
      types[column] = max(types[column], InferredType(of: span.extracting(field.range)))
    }
  }
}

extension JSONRecords {
  /// Adds names not seen before, in their order, and widens the types of the columns.
  public func widen(_ types: inout [(key: [UInt8], type: InferredType)]) {
    for extent in extents {
      for (place, member) in members[extent.members].enumerated() {
        let key = key(of: member)
        let isInPlace = place < types.count && types[place].key == key
        let known = isInPlace ? place : types.firstIndex { $0.key == key }
        let index = known ?? types.count
        if known == nil { types.append((key, .none)) }
        types[index].type = max(types[index].type, inferredType(member))
      }
    }
  }

  private func inferredType(_ member: JSONMember) -> InferredType {
    switch member.kind {
    case .null: .none
    case .true, .false: .integer
    case .integer:
      NumberText.int64(bytes.span.extracting(member.value)) == nil ? .real : .integer
    case .number: .real
    case .plainString, .escapedString, .array, .object: .text
    }
  }
}

extension InferredType {
  init(of text: Span<UInt8>) {
    if NumberText.isCanonicalInt64(text) {
      self = .integer
    } else if let value = NumberText.float64(text), value.isFinite {
      self = .real
    } else {
      self = .text
    }
  }
}
