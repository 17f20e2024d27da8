import Glibc
import PythonGuest
import Tables

/// A Python file, or what was compiled from one.
struct PythonSource {
  let file: String
  let contents: Contents

  enum Contents {
    case text(String)
    /// What `pyguest compile` makes.
    case programImage
    /// A WebAssembly module with Python inside.
    case module
    /// A WebAssembly component with Python inside.
    case component
  }

  /// What a model is given to load.
  var code: ProgramSource.Code {
    if case .text(let text) = contents { .text(text) } else { .carried }
  }

  /// The text, for what compiles it.
  ///
  /// - Throws: `usage`, where it is compiled already.
  func text() throws(PythonGuestError) -> String {
    guard case .text(let text) = contents else {
      throw PythonGuestError(.usage, of: .file(file), "is compiled already")
    }
    return text
  }

  /// The file's name with another ending than .py.
  func replacingSuffix(with suffix: String) -> String {
    (file.hasSuffix(".py") ? String(file.dropLast(3)) : file) + suffix
  }

  private static let maximumMegabytes = 16

  /// Reads a file; what is none of these is refused.
  init(_ file: String) throws {
    self.file = file
    contents =
      try Self.compiledContents(of: file)
      ?? .text(
        Self.text(InputFile(path: file).readAll(maximum: Self.maximumMegabytes << 20), file))
  }

  private static let marks: [(bytes: [UInt8], contents: Contents)] = [
    ([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], .module),
    ([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00], .component),
    (ProgramImage.mark, .programImage),
  ]

  /// What a file that is no text begins as. Only its first bytes are read, and what comes through
  /// a pipe is text.
  private static func compiledContents(of path: String) -> Contents? {
    // Whoever writes to a pipe of that name must meet the reader of the text alone.
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var head = [UInt8](repeating: 0, count: 8)
    guard pread(file, &head, head.count, 0) == head.count else { return nil }
    return marks.first { $0.bytes == head }?.contents
  }

  private static func text(_ bytes: [UInt8], _ file: String) throws -> String {
    if bytes.contains(0) { throw refusal(file, "it has NUL bytes") }
    if bytes.count > maximumMegabytes << 20 {
      throw refusal(file, "it has more than \(maximumMegabytes) MiB")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refusal(file, "it is not UTF-8")
    }
    return text
  }

  private static func refusal(_ file: String, _ reason: String) -> SourceFailure {
    SourceFailure(
      file: file,
      error: PythonGuestError(
        .syntaxError, "not a Python source: \(reason)", isWhileLoading: true))
  }

  /// Names the file in errors of what it defines.
  func attributing<Result>(_ body: () throws(PythonGuestError) -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw SourceFailure(file: file, error: error)
    }
  }
}
