/// What all values of a column of text can be read as.
public enum InferredType: Int, Sendable {
  /// No value so far.
  case none
  case integer
  /// Integers, some of them larger than a floating-point number holds exactly.
  case largeInteger
  case real
  case text

  /// The type that holds what both hold, without losing a digit.
  public func joined(with other: InferredType) -> InferredType {
    switch (self, other) {
    case (.largeInteger, .real), (.real, .largeInteger): .text
    default: rawValue < other.rawValue ? other : self
    }
  }
}

extension CSVRecords {
  /// Widens the type of each column so that these records fit too.
  ///
  /// A field is an integer when it is written as one would be printed and fits 64
  /// bits, real when it has a fraction or an exponent and a floating-point number prints the
  /// same number again, else text: so that codes with zeros or a sign in front, and numbers
  /// with more digits than are held, stay as they are. Empty fields and NULL say nothing.
  public func widen(_ types: inout [InferredType]) {
    let span = bytes.span
    for (index, field) in fields.enumerated() {
      let column = index % columnCount
      if types[column] == .text || field.isNull || field.range.isEmpty { continue }
      types[column] = types[column].joined(with: InferredType(of: span.extracting(field.range)))
    }
  }
}

extension JSONRecords {
  /// Adds names not seen before, in their order, and widens the types of the columns.
  ///
  /// - Parameter maximum: columns from which on no object is looked at.
  public func widen(
    _ columns: inout JSONColumns, _ types: inout [InferredType], maximum: Int
  ) {
    for extent in extents where columns.count <= maximum {
      for (guess, member) in members[extent.members].enumerated() {
        let place =
          columns.place(of: member, in: self, guess: guess) ?? columns.add(key(of: member))
        if place == types.count { types.append(.none) }
        types[place] = types[place].joined(with: inferredType(member))
      }
    }
  }

  private func inferredType(_ member: JSONMember) -> InferredType {
    switch member.kind {
    case .null: .none
    case .true, .false: .integer
    case .integer, .number: InferredType(of: bytes.span.extracting(member.value))
    case .plainString, .escapedString, .array, .object: .text
    }
  }
}

extension InferredType {
  /// Up to here floating-point numbers hold every integer.
  private static let exactInteger: UInt64 = 1 << 53

  init(of text: Span<UInt8>) {
    if NumberText.isCanonicalInt64(text) {
      let magnitude = NumberText.int64(text)?.magnitude ?? 0
      self = magnitude > Self.exactInteger ? .largeInteger : .integer
    } else {
      self = Self.isReal(text) ? .real : .text
    }
  }

  /// Whether a number has a fraction or an exponent, nothing that is lost in front of its
  /// first digit, and no more digits than a floating-point number gives back.
  private static func isReal(_ text: Span<UInt8>) -> Bool {
    guard text.count > 0, !isWhole(text) else { return false }
    let start = text[0] == UInt8(ascii: "-") ? 1 : 0
    guard text.count > start + 1, text[start] != UInt8(ascii: "+") else { return false }
    let zero = UInt8(ascii: "0")
    if text[start] == zero, text[start + 1] &- zero < 10 { return false }
    return DecimalText(text)?.isKept(text) ?? false
  }

  /// Whether there is neither a point nor an exponent.
  private static func isWhole(_ text: Span<UInt8>) -> Bool {
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return false
      default: continue
      }
    }
    return true
  }
}
