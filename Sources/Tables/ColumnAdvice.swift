/// What to say of a column that is not there.
public enum ColumnAdvice {
  /// A column that differs from a name in blanks, signs or case alone, if there is one.
  public static func near(_ name: String, among columns: [String]) -> String? {
    let letters = letters(name)
    return letters.isEmpty ? nil : columns.first { self.letters($0) == letters }
  }

  /// What to say where a byte seems to separate columns that were taken for one.
  public static func text(delimiter: UInt8) -> String {
    let shown = delimiter == UInt8(ascii: "\t") ? "\\t" : String(UnicodeScalar(delimiter))
    return "the header looks separated by '\(shown)': use --delimiter '\(shown)'"
  }

  /// What is left of a name without blanks, signs and case.
  private static func letters(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
