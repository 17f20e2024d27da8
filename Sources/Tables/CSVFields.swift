extension CSVText {
  /// The fields of one CSV record, as an option takes them; nil where its quotes are wrong.
  public static func fields(of record: String) -> [String]? {
    var fields: [String] = []
    var rest = Array(record.unicodeScalars)[...]
    while true {
      guard let field = rest.first == "\"" ? quotedField(&rest) : plainField(&rest) else {
        return nil
      }
      fields.append(field)
      guard let comma = rest.popFirst() else { return fields }
      guard comma == "," else { return nil }
    }
  }

  /// The record of fields, without a line end.
  public static func record(_ fields: [String]) -> String {
    let text = line(fields.map { Array($0.utf8) }).dropLast()
    return String(decoding: text, as: UTF8.self)
  }

  private static func plainField(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
    let field = rest.prefix { $0 != "," }
    rest = rest[field.endIndex...]
    return string(field)
  }

  /// Takes a field from quote to quote; nil where it is not closed.
  private static func quotedField(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
    var field: ArraySlice<Unicode.Scalar> = []
    rest.removeFirst()
    while let scalar = rest.popFirst() {
      if scalar != "\"" {
        field.append(scalar)
      } else if rest.first == "\"" {
        field.append(rest.removeFirst())
      } else {
        return string(field)
      }
    }
    return nil
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }
}
