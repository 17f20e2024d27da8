import GRDBSQLite

/// The words of SQL text.
enum SQLWords {
  /// Whether SQLite gives a word a meaning of its own.
  static func isKeyword(_ word: String) -> Bool {
    word.withCString { sqlite3_keyword_check($0, Int32(clamping: word.utf8.count)) != 0 }
  }

  /// The words that stand before an opening parenthesis without quotes, in lower case.
  static func called(in query: String) -> Set<String> {
    var called: Set<String> = []
    var last: String?
    var rest = Substring(query).unicodeScalars
    while let first = rest.first {
      if let end = skipped(rest) {
        // What is skipped may stand between a word and its parenthesis, but for quoted text.
        if "'\"`[".unicodeScalars.contains(first) { last = nil }
        rest = rest[end...]
      } else if isWord(first) {
        let word = rest.prefix(while: isWord)
        last = String(word).lowercased()
        rest = rest[word.endIndex...]
      } else {
        if first == "(", let last { called.insert(last) }
        last = nil
        rest.removeFirst()
      }
    }
    return called
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == "$" || !scalar.isASCII
      || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
      || ("0"..."9").contains(scalar)
  }

  /// The end of white space, a comment or quoted text that begins here; nil for all else.
  private static func skipped(
    _ text: Substring.UnicodeScalarView
  ) -> Substring.UnicodeScalarView.Index? {
    guard let first = text.first else { return nil }
    if first.properties.isWhitespace { return text.index(after: text.startIndex) }
    if text.starts(with: "--".unicodeScalars) { return text.firstIndex(of: "\n") ?? text.endIndex }
    if text.starts(with: "/*".unicodeScalars) { return endOfComment(text.dropFirst(2)) }
    switch first {
    case "'", "\"", "`": return endOfQuoted(text, by: first)
    case "[": return endOfQuoted(text, by: "]")
    default: return nil
    }
  }

  private static func endOfComment(
    _ text: Substring.UnicodeScalarView
  ) -> Substring.UnicodeScalarView.Index {
    var rest = text
    while let star = rest.firstIndex(of: "*") {
      rest = rest[rest.index(after: star)...]
      if rest.first == "/" { return rest.index(after: rest.startIndex) }
    }
    return text.endIndex
  }

  /// A quote that is doubled begins another quoted text at once, which does no harm here.
  private static func endOfQuoted(
    _ text: Substring.UnicodeScalarView, by quote: Unicode.Scalar
  ) -> Substring.UnicodeScalarView.Index {
    let content = text.dropFirst()
    return content.firstIndex(of: quote).map { content.index(after: $0) } ?? text.endIndex
  }
}
