import Columns

/// What becomes of text in CSV that a spreadsheet would take for a formula.
public enum FormulaText: Sendable {
  /// It is written as it is.
  case keep
  /// An apostrophe is put in front, which spreadsheets take for "this is text".
  case escape

  /// Whether text needs the apostrophe.
  func guards(_ text: UnsafeRawBufferPointer) -> Bool {
    guard self == .escape, let first = text.first else { return false }
    return switch first {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
      UInt8(ascii: "\t"), ASCII.carriageReturn:
      true
    default: false
    }
  }
}

extension Value {
  /// Appends a value that is no text of Python's, but may begin as a formula does.
  func appendGuarded(to text: inout [UInt8]) {
    var own: [UInt8] = []
    appendText(to: &own)
    let isNumber = fits(.int64) || fits(.float64) || fits(.uint64)
    if !isNumber, own.withUnsafeBytes(FormulaText.escape.guards) { text.append(CSVText.apostrophe) }
    text.append(contentsOf: own)
  }
}

extension CSVRecords {
  /// Appends a record as it was, but for fields that a spreadsheet would take for formulas and
  /// that are no numbers.
  public func appendText(of row: Int, formulas: FormulaText, to text: inout [UInt8]) {
    let whole = self.text(of: row)
    guard formulas == .escape else { return text.append(contentsOf: whole) }
    var start = whole.startIndex
    for column in 0..<columnCount {
      let range = field(row, column).range
      let isGuarded = bytes.withUnsafeBytes {
        formulas.guards(UnsafeRawBufferPointer(rebasing: $0[range]))
      }
      if !isGuarded || NumberText.float64(bytes.span.extracting(range)) != nil { continue }
      text.append(contentsOf: bytes[start..<range.lowerBound])
      text.append(CSVText.apostrophe)
      start = range.lowerBound
    }
    text.append(contentsOf: bytes[start..<whole.endIndex])
  }
}
