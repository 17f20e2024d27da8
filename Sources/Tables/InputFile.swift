import Files
import Glibc

/// A file, or the standard input, read from front to end.
public final class InputFile: ByteSource {
  /// The name for messages.
  public let name: String
  private let descriptor: Int32
  private let isOwned: Bool
  /// Where reading began, as the standard input may be a file that others have read from.
  private let start: off_t

  /// Opens a file. Directories are refused.
  public init(path: String) throws(TableError) {
    name = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    isOwned = true
    start = 0
    guard descriptor >= 0 else { throw .reading(path, errno) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw .reading(path, EISDIR)
    }
  }

  /// The standard input.
  public static func standardInput() -> InputFile { InputFile(name: "<stdin>", descriptor: 0) }

  private init(name: String, descriptor: Int32) {
    self.name = name
    self.descriptor = descriptor
    isOwned = false
    start = max(lseek(descriptor, 0, SEEK_CUR), 0)
  }

  /// A file without a name that holds what is left of another.
  private init(copyOf file: InputFile, descriptor: Int32) throws(TableError) {
    name = file.name
    self.descriptor = descriptor
    isOwned = true
    start = 0
    try file.copy(to: descriptor)
    try rewind()
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  /// This file where it can be read twice; else, as for a pipe, a copy of it that has no
  /// name and goes with its reader.
  public func rereadable() throws(TableError) -> InputFile {
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return self }
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var path = Array("\(folder)/pyguest-XXXXXX".utf8CString)
    let copy = mkstemp(&path)
    guard copy >= 0 else { throw copying(errno, folder) }
    unlink(path)
    _ = fcntl(copy, F_SETFD, FD_CLOEXEC)
    return try InputFile(copyOf: self, descriptor: copy)
  }

  private func copy(to target: Int32) throws(TableError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try read(into: buffer)
      if count == 0 { return }
      do {
        try writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: target, name)
      } catch {
        throw copying(error.number, "a temporary file")
      }
    }
  }

  private func copying(_ number: Int32, _ place: String) -> TableError {
    TableError(
      .unreadable, "cannot be kept in \(place): \(systemMessage(number))", file: name)
  }

  /// Goes back to where reading began.
  func rewind() throws(TableError) {
    guard lseek(descriptor, start, SEEK_SET) >= 0 else { throw .reading(name, errno) }
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw .reading(name, errno) }
    }
  }

  /// All bytes from here to the end, or more than `maximum` of them.
  public func readAll(maximum: Int) throws(TableError) -> [UInt8] {
    var source = ChunkSource(self, chunkSize: 1 << 16)
    while source.bytes.count <= maximum, try source.readMore() {}
    return source.bytes
  }
}

extension TableError {
  fileprivate static func reading(_ path: String, _ number: Int32) -> TableError {
    TableError(.unreadable, systemMessage(number), file: path)
  }
}
