import Tables

/// Text on one line of a terminal, and the columns that it takes, where East Asian characters and
/// emoji take two.
enum TerminalText {
  /// The text made inert, and the columns it takes.
  static func printable(_ text: [UInt8]) -> (text: [UInt8], width: Int) {
    if isPrintable(text) { return (text, text.count) }
    let inert = InertText.shown(text, as: .line)
    return (inert, columns(of: inert))
  }

  private static func columns(of text: [UInt8]) -> Int {
    String(decoding: text, as: UTF8.self).reduce(0) { $0 + columns(of: $1) }
  }

  /// As much of inert text as fits into so many columns, with an ellipsis where some is left out.
  static func shortened(_ text: [UInt8], to columns: Int) -> (text: [UInt8], columns: Int) {
    var shown = ""
    var width = 0
    var lastFit = shown.endIndex
    var fit = 0
    for character in String(decoding: text, as: UTF8.self) {
      width += Self.columns(of: character)
      guard width <= columns else {
        return (Array((shown[..<lastFit] + "…").utf8), fit + 1)
      }
      shown.append(character)
      if width < columns { (lastFit, fit) = (shown.endIndex, width) }
    }
    return (text, width)
  }

  private static func isPrintable(_ text: [UInt8]) -> Bool {
    for byte in text where byte < 0x20 || byte >= 0x7F { return false }
    return true
  }

  private static func columns(of character: Character) -> Int {
    character.unicodeScalars.contains(where: isWide) ? 2 : 1
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default: scalar.properties.isEmojiPresentation
    }
  }
}
