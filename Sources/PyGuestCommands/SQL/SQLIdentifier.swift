/// Names from outside as SQL may carry them.
enum SQLIdentifier {
  /// A name in quotes, from which nothing in it can break out.
  static func quoted(_ name: String) -> String {
    var quoted = "\""
    for character in name.unicodeScalars {
      // SQLite ends its text at a NUL.
      if character == "\0" { continue }
      if character == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(character)
    }
    return quoted + "\""
  }
}
