/// A Python stack as ``GuestExport/stack`` tells it. Nothing in it is taken on trust.
struct PythonStack {
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
    var reader = AnswerReader(bytes)
    guard let count = reader.word() else { return nil }
    self.count = Int(count)
    while !reader.isAtEnd {
      guard frames.count < Self.mostFrames, let line = reader.word(), let file = reader.text(),
        let function = reader.text(), let source = reader.text()
      else { return nil }
      frames.append(Frame(line: line, file: file, function: function, source: source))
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
