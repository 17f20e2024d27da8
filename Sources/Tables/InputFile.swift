#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file, or the standard input, read from front to end.
public final class InputFile {
  /// The name for messages.
  public let name: String
  private let descriptor: Int32
  private let isOwned: Bool

  /// Opens a file. Directories are refused.
  public init(path: String) throws(TableError) {
    name = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    isOwned = true
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
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  /// Refuses pipes and devices, which cannot be read a second time.
  public func requireRegular() throws(TableError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw TableError(.unreadable, "not a file that can be read twice", file: name)
    }
  }

  /// Reads what is there, waiting for at least one byte.
  ///
  /// - Returns: the bytes read; 0 at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    while true {
      #if canImport(Darwin)
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Glibc)
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
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

/// The system's words for an error number, such as "No such file or directory".
func systemMessage(_ number: Int32) -> String {
  strerror(number).map { String(cString: $0) } ?? "error \(number)"
}
