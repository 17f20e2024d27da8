/// A Python stack as ``GuestExport/stack`` tells it. Nothing in it is taken on trust.
struct PythonStack {
  /// More than any stack that the guest tells.
  static let mostBytes = 1 << 16
  /// Frames that are shown, whatever the guest says.
  private static let mostFrames = 64

  private struct Frame {
    var line: UInt32
    var file: String
    var function: String
    var source: String
  }

  /// Frames in all.
  private let count: Int
  /// Those that were told, innermost first.
  private var frames: [Frame] = []

  /// Reads a stack; nil where the bytes are none.
  init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    guard let count = Self.word(&rest) else { return nil }
    self.count = Int(count)
    while !rest.isEmpty {
      guard frames.count < Self.mostFrames, let line = Self.word(&rest),
        let file = Self.text(&rest), let function = Self.text(&rest),
        let source = Self.text(&rest)
      else { return nil }
      frames.append(Frame(line: line, file: file, function: function, source: source))
    }
  }

  private static func word(_ rest: inout ArraySlice<UInt8>) -> UInt32? {
    guard rest.count >= 4 else { return nil }
    defer { rest = rest.dropFirst(4) }
    return rest.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func text(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard let count = word(&rest), count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(Int(count)) }
    return oneLine(String(decoding: rest.prefix(Int(count)), as: UTF8.self))
  }

  /// Text without what could end its line or move a cursor.
  private static func oneLine(_ text: String) -> String {
    let text = text.last?.isNewline == true ? String(text.dropLast()) : text
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += scalar.escaped(asASCII: true)
      default: result.unicodeScalars.append(scalar)
      }
    }
  }

  /// The stack as Python prints a traceback, with a line break at its end; nil where there is no
  /// frame of the program's.
  var traceback: String? {
    guard !frames.isEmpty else { return nil }
    var text = "Traceback (most recent call last):\n"
    let leftOut = count - frames.count
    for (index, frame) in frames.enumerated().reversed() {
      text += "  File \"\(frame.file)\", line \(frame.line), in \(frame.function)\n"
      if !frame.source.isEmpty { text += "    \(frame.source)\n" }
      if leftOut > 0, index == frames.count / 2 { text += "  … \(leftOut) frames left out …\n" }
    }
    return text
  }
}
