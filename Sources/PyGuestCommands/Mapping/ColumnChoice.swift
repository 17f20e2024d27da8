import PythonGuest
import Tables

extension Mapping {
  /// Where in a header the columns stand that the parameters take; nil for a default before
  /// others that have columns. The last parameters may have none.
  ///
  /// - Parameter otherDelimiter: a byte that seems to separate columns that were taken for one.
  func columnIndices(
    in header: [String], otherDelimiter: UInt8? = nil
  ) throws(PythonGuestError) -> [Int?] {
    do {
      return try indices(in: header)
    } catch {
      guard let otherDelimiter else { throw error }
      var advised = error
      advised.what += "; \(ColumnAdvice.text(delimiter: otherDelimiter))"
      throw advised
    }
  }

  private func indices(in header: [String]) throws(PythonGuestError) -> [Int?] {
    guard let columns else { return try indicesByName(in: header) }
    try checkCount(of: columns)
    var indices: [Int?] = []
    for name in columns {
      guard let index = try index(of: name, in: header) else {
        throw PythonGuestError(
          .usage,
          "no column is named \(shown(name: name)); the columns are \(shown(names: header))"
            + Self.question(name, header))
      }
      indices.append(index)
    }
    return indices
  }

  private func indicesByName(in header: [String]) throws(PythonGuestError) -> [Int?] {
    try checkNamed()
    let parameters = function.signature.parameters
    let last = parameters.last { header.contains($0.name) }
    var indices: [Int?] = []
    for (position, parameter) in parameters.enumerated() {
      let index = try index(of: parameter.name, in: header)
      if index == nil, !parameter.hasDefault {
        throw missing(parameter.name, "column", "columns", there: header)
      }
      let isBetween = parameters[position...].dropFirst().contains { $0.name == last?.name }
      if index == nil, !isBetween { return indices }
      indices.append(index)
    }
    return indices
  }

  /// Where the one column of that name stands, if there is any.
  private func index(of name: String, in header: [String]) throws(PythonGuestError) -> Int? {
    let index = header.firstIndex(of: name)
    guard header.lastIndex(of: name) == index else {
      throw PythonGuestError(.usage, "more than one column is named \(shown(name: name))")
    }
    return index
  }

  /// Refuses to look for columns by the name of a parameter that takes any number of them.
  func checkNamed() throws(PythonGuestError) {
    guard columns == nil, function.signature.isVariadic else { return }
    throw PythonGuestError(
      .usage,
      "\(function.signature.text) takes any number of columns: name them, as in --columns a,b,c")
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
      .usage,
      "no \(kind) has the parameter's name \(name); \(list)\(advice)"
        + Self.question(name, there))
  }

  /// Asks after a name that is nearly the one that is missing.
  static func question(_ name: String, _ there: [String]) -> String {
    ColumnAdvice.near(name, among: there).map { "; is it \(quoted(Array($0.utf8)))?" } ?? ""
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
