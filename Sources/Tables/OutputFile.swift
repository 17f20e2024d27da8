#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that comes into being when it is complete, or the standard output.
///
/// What is written goes to a temporary file in the target's folder, which takes the
/// target's place in `finish` and disappears without it. Devices and pipes are
/// written to directly.
public final class OutputFile {
  private let name: String
  private let target: Target
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isFinished = false

  private enum Target {
    case stream
    case device
    case file(path: String, temporary: String)
  }

  private static let bufferSize = 1 << 16

  /// Creates a file, or opens the device or pipe of that name.
  public init(path: String) throws(TableError) {
    name = path
    var status = stat()
    let exists = stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    if exists, kind == S_IFDIR { throw .writing(path, EISDIR) }
    if exists, kind != S_IFREG {
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      target = .device
    } else {
      // Through a link to the file that it names, so that the link stays one.
      let path = Self.resolved(path)
      let temporary = Self.temporaryName(beside: path)
      descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      target = .file(path: path, temporary: temporary)
      if descriptor >= 0 {
        if exists { fchmod(descriptor, status.st_mode & 0o7777) }
        InterruptedOutput.watch(temporary)
      }
    }
    if descriptor < 0 { throw .writing(path, errno) }
  }

  /// The standard output.
  public static func standardOutput() -> OutputFile {
    OutputFile(name: "<stdout>", descriptor: 1)
  }

  private init(name: String, descriptor: Int32) {
    self.name = name
    self.descriptor = descriptor
    target = .stream
  }

  deinit {
    if case .stream = target { return }
    close(descriptor)
    if case .file(_, let temporary) = target, !isFinished {
      unlink(temporary)
      InterruptedOutput.watch(nil)
    }
  }

  /// Writes bytes, which may wait in memory until `finish` or `flush`.
  public func write(_ bytes: [UInt8]) throws(TableError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Hands on everything written so far.
  public func flush() throws(TableError) {
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: bytes[written...]))
      }
      if count < 0, errno != EINTR { throw .writing(name, errno) }
      written += max(count, 0)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes out what waits, and puts the file in its place.
  public func finish() throws(TableError) {
    try flush()
    guard case .file(let path, let temporary) = target, !isFinished else { return }
    guard rename(temporary, path) == 0 else { throw .writing(name, errno) }
    isFinished = true
    InterruptedOutput.watch(nil)
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func temporaryName(beside path: String) -> String {
    let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
    return "\(path[..<cut]).\(path[cut...].prefix(100)).\(suffix)"
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}

extension TableError {
  fileprivate static func writing(_ path: String, _ number: Int32) -> TableError {
    TableError(number == EPIPE ? .closed : .unwritable, systemMessage(number), file: path)
  }
}

/// Removes the temporary file when the process is told to end.
private enum InterruptedOutput {
  /// The file's path, in memory that the signal handler may read; one file at a time.
  nonisolated(unsafe) private static var path: UnsafeMutablePointer<CChar>?

  /// Watches over a file, or over none.
  static func watch(_ file: String?) {
    let previous = path
    path = file.flatMap { strdup($0) }
    free(previous)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      if path == nil {
        handle(number, SIG_DFL)
      } else {
        handle(number) { number in
          // Only calls that are allowed in a handler: then the signal's own effect.
          if let path = InterruptedOutput.path { unlink(path) }
          signal(number, SIG_DFL)
          raise(number)
        }
      }
    }
  }

  /// Sets what a signal does, unless it is ignored, as under `nohup`.
  private static func handle(_ number: Int32, _ handler: (@convention(c) (Int32) -> Void)?) {
    let previous = signal(number, handler)
    if unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
      signal(number, SIG_IGN)
    }
  }
}
