import Synchronization
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The process's standard error, shared by messages, Python's prints and the progress
/// line, which never mix on one line.
final class Console: Sendable {
  static let shared = Console()

  /// Whether a progress line stands on the terminal.
  private let showsProgress = Mutex(false)

  /// Whether standard error is a terminal.
  let isTerminal = isatty(2) == 1

  private init() {}

  func writeOutput(_ text: String) { write(Array(text.utf8), descriptor: 1) }

  func writeError(_ text: String) { writeError(Array(text.utf8)) }

  func writeError(_ bytes: [UInt8]) {
    showsProgress.withLock { isShown in
      if isShown { write(Self.clearLine, descriptor: 2) }
      isShown = false
      write(bytes, descriptor: 2)
    }
  }

  /// Says which columns have another name than in their file.
  func note(renamed: [ColumnNames.Renamed], file: String) {
    guard let note = ColumnNames.note(renamed, file: file) else { return }
    writeError("pyguest: \(note)\n")
  }

  /// Shows a line in place of the one before; nil leaves none.
  func showProgress(_ line: String?) {
    showsProgress.withLock { isShown in
      guard isTerminal, isShown || line != nil else { return }
      write(Self.clearLine + Array((line ?? "").utf8), descriptor: 2)
      isShown = line != nil
    }
  }

  private static let clearLine = Array("\r\u{1B}[K".utf8)

  /// Writes all; a stream that is closed loses it.
  private func write(_ bytes: [UInt8], descriptor: Int32) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { systemWrite(descriptor, $0) }
      if count < 0, errno != EINTR { return }
      written += max(count, 0)
    }
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
