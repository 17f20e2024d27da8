import PythonGuest
import Tables

extension Mapping {
  /// Where in a header the columns stand that the parameters take; the last parameters may
  /// have none.
  func columnIndices(in header: [String]) throws(PythonGuestError) -> [Int] {
    var indices: [Int] = []
    for name in try columnNames(in: header) {
      guard let index = header.firstIndex(of: name), header.lastIndex(of: name) == index else {
        throw PythonGuestError(.usage, "more than one column is named \(shown(name: name))")
      }
      indices.append(index)
    }
    return indices
  }

  private func columnNames(in header: [String]) throws(PythonGuestError) -> [String] {
    if let columns {
      try checkCount(of: columns)
      if let missing = columns.first(where: { !header.contains($0) }) {
        throw PythonGuestError(
          .usage,
          "no column is named \(shown(name: missing)); the columns are \(shown(names: header))")
      }
      return columns
    }
    let names = function.signature.parameters.map(\.name)
    let taken = names.firstIndex { !header.contains($0) } ?? names.count
    guard function.signature.arities.contains(taken) else {
      throw missing(names[taken], "column", "columns", there: header)
    }
    if let later = names[taken...].first(where: header.contains) {
      throw PythonGuestError(
        .usage,
        "no column has the name of the parameter \(names[taken]), whose default cannot be taken"
          + " while \(later), which comes after it, has a column: name columns with --columns")
    }
    return Array(names[..<taken])
  }

  /// Refuses a number of columns that the function does not take.
  func checkCount(of columns: [String]) throws(PythonGuestError) {
    let signature = function.signature
    guard signature.arities.contains(columns.count) else {
      throw PythonGuestError(
        .usage, "\(signature.text) takes \(signature.arityText), not \(columns.count) columns")
    }
  }

  /// The refusal of a table without what a parameter takes.
  ///
  /// - Parameters:
  ///   - kind: what a table of this format has, and more of them.
  ///   - there: their names.
  func missing(
    _ name: String, _ kind: String, _ kinds: String, there: [String]
  ) -> PythonGuestError {
    let required = max(function.signature.arities.lowerBound, 1)
    let example = ShellText.quoted(CSVText.record(Array(there.prefix(required))))
    let list = there.isEmpty ? "there are none" : "the \(kinds) are \(shown(names: there))"
    let advice = there.isEmpty ? "" : ": name those to take, as in --columns \(example)"
    return PythonGuestError(
      .usage, "no \(kind) has the parameter's name \(name); \(list)\(advice)")
  }
}

/// Words for a shell.
enum ShellText {
  /// A word as it is typed: in quotes where the shell would cut or change it.
  static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || "_-.,/".unicodeScalars.contains($0)
    }
    let word = String(decoding: TerminalText.printable(Array(word.utf8)).text, as: UTF8.self)
    return isPlain ? word : "'\(word.replacing("'", with: #"'\''"#))'"
  }
}
