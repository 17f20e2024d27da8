/// Text as messages show it: in quotes, escaped, and not too long.
public func quoted(_ text: some Collection<UInt8>) -> String {
  let shown = beginning(of: text).debugDescription
  return text.count > shownBytes ? shown.dropLast() + "…\"" : shown
}

/// JSON as messages show it: as it stands, and not too long.
func abbreviated(json text: some Collection<UInt8>) -> String {
  beginning(of: text) + (text.count > shownBytes ? "…" : "")
}

/// What was found as messages show it: text in quotes, all else as it stands.
public func shown(_ text: some Collection<UInt8>, _ form: ValueForm) -> String {
  form == .text ? quoted(text) : abbreviated(json: text)
}

/// The name of a column as messages show it: as it is where it can be told from the words
/// around it, else in quotes.
public func shown(name: String) -> String {
  let isPlain =
    !name.isEmpty && name.utf8.count <= shownBytes && name.first != " " && name.last != " "
    && name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || "_-. /%#()".unicodeScalars.contains($0)
    }
  return isPlain ? name : quoted(Array(name.utf8))
}

/// Names of columns as messages list them: no more than can be read.
public func shown(names: [String]) -> String {
  let most = 20
  let list = names.prefix(most).map { shown(name: $0) }.joined(separator: ", ")
  return names.count > most ? "\(list) and \(names.count - most) more" : list
}

private let shownBytes = 60

/// The first characters, none of them cut.
private func beginning(of text: some Collection<UInt8>) -> String {
  var bytes = Array(text.prefix(shownBytes))
  if text.count > shownBytes {
    let tail = bytes.reversed().prefix(3).prefix { $0 & 0xC0 == 0x80 }.count
    if let last = bytes.dropLast(tail).last, last >= 0xC0 { bytes.removeLast(tail + 1) }
  }
  return String(decoding: bytes, as: UTF8.self)
}
