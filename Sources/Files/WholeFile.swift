import Glibc

/// A file that appears only when it is complete.
///
/// What is written goes to a temporary file in the target's folder, which takes the target's
/// place in `finish` and disappears without it. Links are followed, also to where nothing is yet.
/// A file that is replaced gives the new one its owner, its group and its permissions, but never
/// the bits that lend its owner's rights. FIFOs, devices and descriptors of this process
/// (`/dev/stdout`) are written to as they are.
///
/// `finish` does not wait for the disk: a file is there whole or not at all whatever becomes of
/// this process, but what a power failure leaves is up to the file system.
public final class WholeFile {
  /// The file's name, as it was given.
  public let path: String
  /// What is written to, or -1 when it is closed.
  public private(set) var descriptor: Int32
  /// Where the file takes its place; nil where it is written to as it is.
  private let place: FilePlace?
  private let temporary: [CChar]
  private let slot: Int?
  private var isFinished = false

  /// Creates a file, or opens the FIFO or device of that name.
  public init(path: String) throws(FileError) {
    self.path = path
    let place = try FilePlace.find(path)
    if let descriptor = try Self.openAsItIs(place, path) {
      self.descriptor = descriptor
      self.place = nil
      (temporary, slot) = ([], nil)
    } else {
      if place.status != nil, faccessat(place.folder, place.name, W_OK, AT_EACCESS) != 0 {
        throw FileError(path, number: errno)
      }
      temporary = Self.temporaryName()
      // Noted first, so that a signal finds it from its beginning on.
      slot = UnfinishedFiles.note(temporary, in: place.folder)
      self.place = place
      descriptor = -1
      descriptor = try Self.create(temporary, in: place, path)
      try takeOver(place.status)
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if let place, !isFinished { unlinkat(place.folder, temporary, 0) }
    if let slot { UnfinishedFiles.forget(slot) }
  }

  /// Writes all bytes.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try writeAll(bytes, to: descriptor, path)
  }

  /// Puts the file in its place.
  public func finish() throws(FileError) {
    guard let place, !isFinished, descriptor >= 0 else { return }
    // Some systems tell only now that a write failed.
    let status = close(descriptor)
    descriptor = -1
    guard status == 0, renameat(place.folder, temporary, place.folder, place.name) == 0 else {
      throw FileError(path, number: errno)
    }
    isFinished = true
  }

  /// Writes a whole file.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try WholeFile(path: path)
    try bytes.span.withUnsafeBytes { bytes throws(FileError) in try file.write(bytes) }
    try file.finish()
  }

  // MARK: Files that are replaced, and new ones

  private static func create(
    _ name: [CChar], in place: FilePlace, _ path: String
  ) throws(FileError) -> Int32 {
    // A file that replaces another is private until it has that one's permissions.
    let mode: mode_t = place.status == nil ? 0o666 : 0o600
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = openat(place.folder, name, flags, mode)
    guard descriptor < 0 else { return descriptor }
    let number = errno
    let why = "no file can be made in its folder: \(systemMessage(number))"
    throw FileError(path, why, number: number)
  }

  /// A name that is short whatever the target's is, as names have a greatest length.
  private static func temporaryName() -> [CChar] {
    let digits = String(UInt64.random(in: .min ... .max), radix: 36)
    return Array(".pyguest-\(digits)".utf8CString)
  }

  /// Gives the file the owner, group and permissions of the one it replaces.
  private func takeOver(_ old: stat?) throws(FileError) {
    guard let old else { return }
    var new = stat()
    guard fstat(descriptor, &new) == 0 else { throw FileError(path, number: errno) }
    if new.st_uid != old.st_uid || new.st_gid != old.st_gid {
      guard fchown(descriptor, old.st_uid, old.st_gid) == 0 else {
        throw FileError(
          path,
          "it belongs to another user or group, which a new file in its place would not: remove it"
            + " first, or name another file", number: errno)
      }
    }
    guard fchmod(descriptor, old.st_mode & 0o777) == 0 else {
      throw FileError(path, number: errno)
    }
  }

  // MARK: What is written to as it is

  /// Opens what is no file of its own; nil where a file is to be made.
  private static func openAsItIs(_ place: FilePlace, _ path: String) throws(FileError) -> Int32? {
    if let own = place.ownDescriptor { return try duplicate(own, path) }
    switch place.status?.kind {
    case nil, S_IFREG: return nil
    case S_IFDIR: throw FileError(path, number: EISDIR)
    case S_IFSOCK: throw FileError(path, "it is a socket, which has no file's contents")
    default: return try openStream(place, path)
    }
  }

  /// Duplicates a descriptor of this process, such as the standard output.
  private static func duplicate(_ own: Int32, _ path: String) throws(FileError) -> Int32 {
    let access = fcntl(own, F_GETFL) & O_ACCMODE
    guard access == O_WRONLY || access == O_RDWR else { throw FileError(path, number: EBADF) }
    let descriptor = fcntl(own, F_DUPFD_CLOEXEC, 3)
    guard descriptor >= 0 else { throw FileError(path, number: errno) }
    return descriptor
  }

  /// Opens a FIFO or a device, without waiting for a reader.
  private static func openStream(_ place: FilePlace, _ path: String) throws(FileError) -> Int32 {
    let followed = place.isOpenFile ? 0 : O_NOFOLLOW
    let flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | followed
    let descriptor = openat(place.folder, place.name, flags)
    guard descriptor >= 0 else {
      if errno == ENXIO, place.status?.kind == S_IFIFO {
        throw FileError(path, "it is a FIFO that nobody reads", number: ENXIO)
      }
      throw FileError(path, number: errno)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.kind != S_IFREG else {
      close(descriptor)
      throw FileError(path, "it is an open file of another process")
    }
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    return descriptor
  }
}

/// Writes all bytes to a descriptor, waiting where it must.
///
/// - Parameter path: what errors call it.
public func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String
) throws(FileError) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = Glibc.write(
      descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
    if count < 0, errno == EAGAIN {
      var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = poll(&wait, 1, -1)
    } else if count < 0, errno != EINTR {
      throw FileError(path, number: errno)
    }
    rest = rest.dropFirst(max(count, 0))
  }
}
