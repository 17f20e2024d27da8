/// How the text of a CSV file is cut into fields.
struct CSVForm {
  var delimiter = ASCII.comma
  /// What fields outside quotes hold that are NULL, beside nothing.
  var nulls: [[UInt8]] = []
  /// What seems to separate columns in place of `delimiter`.
  var otherDelimiter: UInt8?

  /// The byte that seems to separate the names in a header of a single field.
  ///
  /// - Parameter records: the first ones of the file, the header among them.
  static func otherDelimiter(in header: CSVRecords, than delimiter: UInt8) -> UInt8? {
    guard header.columnCount == 1, !header.fields[0].isQuoted else { return nil }
    let text = header.text(of: 0)
    return [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"), ASCII.comma]
      .first { $0 != delimiter && text.contains($0) }
  }
}

/// Finds where a record of CSV ends, in text that comes in pieces, without looking at any of it
/// twice.
struct CSVRecordEnd {
  private enum Place { case fieldStart, plain, quoted, afterQuote, end }

  private let delimiter: UInt8
  private var place = Place.fieldStart

  init(delimiter: UInt8) { self.delimiter = delimiter }

  /// Whether the record ends in the piece, or is wrong in it, or was so before.
  mutating func isReached(in piece: Span<UInt8>) -> Bool {
    var position = 0
    while position < piece.count, place != .end {
      take(piece[position])
      position &+= 1
    }
    return place == .end
  }

  private mutating func take(_ byte: UInt8) {
    switch place {
    case .quoted: if byte == ASCII.quote { place = .afterQuote }
    case .afterQuote where byte == ASCII.quote: place = .quoted
    case .fieldStart where byte == ASCII.quote: place = .quoted
    case .fieldStart, .plain, .afterQuote:
      if byte == delimiter {
        place = .fieldStart
      } else if byte == ASCII.lineFeed || byte == ASCII.carriageReturn || place == .afterQuote {
        place = .end
      } else {
        place = .plain
      }
    case .end: break
    }
  }
}
