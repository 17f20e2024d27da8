import Files
import Glibc

/// A file that comes into being when it is complete, or the standard output.
///
/// What goes to a terminal is made inert on its way.
public final class OutputFile {
  /// The file; nil for the standard output.
  private let file: WholeFile?
  /// Makes what a terminal shows inert; nil where there is none.
  private var inert: InertText?
  /// What waits to be written.
  var buffer: [UInt8] = []

  static let bufferSize = 1 << 16

  /// Creates a file, or opens the device or pipe of that name.
  ///
  /// - Parameter style: how text is made inert, should it be a terminal.
  public convenience init(path: String, shown style: InertText.Style = .block) throws(TableError) {
    do {
      self.init(try WholeFile(path: path), style)
    } catch {
      throw TableError(error)
    }
  }

  /// The standard output.
  public static func standardOutput(shown style: InertText.Style = .block) -> OutputFile {
    OutputFile(nil, style)
  }

  private init(_ file: WholeFile?, _ style: InertText.Style) {
    self.file = file
    inert = isatty(file?.descriptor ?? 1) == 1 ? InertText(style) : nil
  }

  /// Whether a terminal shows what is written.
  public var isShown: Bool { inert != nil }

  /// Writes bytes, which may wait in memory until `finish` or `flush`.
  public func write(_ bytes: [UInt8]) throws(TableError) {
    try bytes.span.withUnsafeBytes { bytes throws(TableError) in try write(bytes) }
  }

  /// Writes a byte, which may wait in memory until `finish` or `flush`.
  public func write(_ byte: UInt8) throws(TableError) {
    buffer.append(byte)
    try flushIfFull()
  }

  /// Writes bytes from where they lie; many are not copied.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(TableError) {
    if bytes.count < Self.bufferSize {
      buffer.append(contentsOf: bytes)
      try flushIfFull()
    } else {
      try flush()
      for start in stride(from: 0, to: bytes.count, by: Self.bufferSize) {
        let piece = bytes[start..<min(start + Self.bufferSize, bytes.count)]
        try writeOut(UnsafeRawBufferPointer(rebasing: piece))
      }
    }
  }

  /// Hands on what waits, where it has become much.
  func flushIfFull() throws(TableError) {
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Hands on everything written so far.
  public func flush() throws(TableError) {
    var waiting: [UInt8] = []
    swap(&waiting, &buffer)
    try waiting.span.withUnsafeBytes { bytes throws(TableError) in try writeOut(bytes) }
    waiting.removeAll(keepingCapacity: true)
    swap(&waiting, &buffer)
  }

  /// Writes out what waits, and puts the file in its place.
  public func finish() throws(TableError) {
    try flush()
    var rest: [UInt8] = []
    inert?.finish(to: &rest)
    try rest.span.withUnsafeBytes { rest throws(TableError) in try writeOut(unchanged: rest) }
    do {
      try file?.finish()
    } catch {
      throw TableError(error)
    }
  }

  private func writeOut(_ bytes: UnsafeRawBufferPointer) throws(TableError) {
    guard inert != nil else { return try writeOut(unchanged: bytes) }
    var shown: [UInt8] = []
    inert?.append(bytes, to: &shown)
    try shown.span.withUnsafeBytes { shown throws(TableError) in try writeOut(unchanged: shown) }
  }

  private func writeOut(unchanged bytes: UnsafeRawBufferPointer) throws(TableError) {
    do {
      if let file { try file.write(bytes) } else { try writeAll(bytes, to: 1, "<stdout>") }
    } catch {
      throw TableError(error)
    }
  }
}

extension TableError {
  fileprivate init(_ error: FileError) {
    self.init(error.isClosed ? .closed : .unwritable, error.message, file: error.path)
  }
}
