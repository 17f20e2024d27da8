/// A result that does not fit, which the guest had not told of when it was ended at a later row.
struct EarlierMisfit: Error {
  private enum Kind: UInt32 { case wrongType, isNone, outOfRange }

  /// The row in the call.
  let row: Int
  private let kind: Kind
  /// The type of the value.
  private let type: String

  /// Reads what ``GuestExport/misfit`` answers; nil where it is none.
  init?(_ bytes: [UInt8]) {
    var reader = AnswerReader(bytes)
    guard let number = reader.word(), let kind = Kind(rawValue: number), let row = reader.word(),
      let type = reader.text()
    else { return nil }
    (self.kind, self.row, self.type) = (kind, Int(row), type)
  }

  /// The error that the guest would have told.
  func error(_ returns: ValueType) -> PythonGuestError {
    let declared = returns.pythonName
    let written = returns.isNullable ? "\(declared) | None" : declared
    return switch kind {
    case .isNone:
      PythonGuestError(
        .nullReturned,
        "returned None, but is declared to return \(written); return a value, or declare "
          + "-> \(declared) | None", row: row)
    case .wrongType:
      PythonGuestError(
        .wrongReturnType,
        "returned a value of type \(type), but is declared to return \(written); return that, "
          + "or change the declaration", row: row)
    case .outOfRange:
      PythonGuestError(
        .outOfRange, "returned a value that a \(declared) column does not hold", row: row)
    }
  }
}
