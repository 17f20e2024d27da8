/// What to say of a column that is not there.
public enum ColumnAdvice {
  /// The columns there are, and how to get at the one that was meant.
  ///
  /// - Parameter otherDelimiter: the byte that seems to separate the columns.
  public static func text(
    missing name: String, among columns: [String], otherDelimiter: UInt8? = nil
  ) -> String {
    if let otherDelimiter { return text(delimiter: otherDelimiter) }
    guard !columns.isEmpty else { return "there are no columns" }
    let shown = columns.prefix(shownColumns).map { quoted(Array($0.utf8)) }
    let rest = columns.count - shown.count
    let list = shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    let letters = letters(name)
    let near = letters.isEmpty ? nil : columns.first { self.letters($0) == letters }
    let question = near.map { ": is it \(quoted(Array($0.utf8)))?" } ?? ""
    return "the column\(columns.count == 1 ? " is" : "s are") \(list)\(question)"
  }

  /// What to say where a byte seems to separate columns that were taken for one.
  public static func text(delimiter: UInt8) -> String {
    let shown = delimiter == UInt8(ascii: "\t") ? "\\t" : String(UnicodeScalar(delimiter))
    return "the header looks separated by '\(shown)': use --delimiter '\(shown)'"
  }

  private static let shownColumns = 20

  /// What is left of a name without blanks, signs and case.
  private static func letters(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
