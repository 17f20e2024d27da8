import Glibc
package import Wasmtime

/// Whose files may become part of the process. What runs as it stands, such as precompiled code,
/// is taken from them alone, and only where nobody else can write.
package struct TrustedOwners: Sendable {
  private let users: Set<uid_t>

  /// The process's user, and root.
  package static let user = TrustedOwners(users: [geteuid(), 0])

  /// The same, and whoever owns the running program's own file: that user decides what runs in
  /// any case.
  package static let installation = TrustedOwners(
    users: user.users.union(owner(of: "/proc/self/exe").map { [$0] } ?? []))

  private static func owner(of path: String) -> uid_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_uid : nil
  }

  /// Why a file or folder is not trusted; nil where it is.
  fileprivate func objection(_ status: stat) -> String? {
    if !users.contains(status.st_uid) { return "belongs to another user" }
    if status.st_mode & 0o022 != 0 {
      return "can be written by others; take that right away with chmod go-w"
    }
    return nil
  }
}

/// A file or folder that cannot be used, and why.
package struct Untrusted: Error, CustomStringConvertible {
  package let path: String
  package let reason: String
  /// Whether there is no such file.
  package let isMissing: Bool

  package var description: String { "\(path) \(reason)" }

  fileprivate init(_ path: String, _ reason: String) {
    (self.path, self.reason, isMissing) = (path, reason, false)
  }

  fileprivate init(_ path: String, error number: Int32) {
    self.path = path
    isMissing = number == ENOENT
    reason =
      number == ELOOP || number == ENOTDIR
      ? "is a link or no folder" : "cannot be opened: \(String(cString: strerror(number)))"
  }
}

/// An open folder that only trusted users can write to.
///
/// It was judged after it was opened, and files are opened within it, so that nothing that
/// happens to its path afterwards changes what is used.
package final class TrustedFolder: Sendable {
  /// Where it was when it was opened.
  package let path: String
  let descriptor: Int32
  private let owners: TrustedOwners

  private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

  /// Opens a folder, through links to it.
  package convenience init(path: String, owners: TrustedOwners) throws(Untrusted) {
    try self.init(path, open(path, Self.flags), owners)
  }

  private init(_ path: String, _ opened: Int32, _ owners: TrustedOwners) throws(Untrusted) {
    let failure = errno
    self.path = path
    self.owners = owners
    descriptor = opened
    guard opened >= 0 else { throw Untrusted(path, error: failure) }
    // From here on, deinit closes it.
    var status = stat()
    guard fstat(opened, &status) == 0 else { throw Untrusted(path, error: errno) }
    if let reason = owners.objection(status) { throw Untrusted(path, reason) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Its path without links, as the system knows it now.
  package var realPath: String {
    realpath("/proc/self/fd/\(descriptor)", nil).map { real in
      defer { free(real) }
      return String(cString: real)
    } ?? path
  }

  /// A folder within it, which may not be a link; made for its owner alone where it is missing.
  package func folder(_ name: String, creating: Bool = false) throws(Untrusted) -> TrustedFolder {
    if creating { mkdirat(descriptor, name, 0o700) }
    return try TrustedFolder(
      "\(path)/\(name)", openat(descriptor, name, Self.flags | O_NOFOLLOW), owners)
  }

  /// A regular file within it, which may not be a link.
  package func file(_ name: String) throws(Untrusted) -> TrustedFile {
    let path = "\(path)/\(name)"
    // Without waiting for a writer, if the name is a pipe's.
    let opened = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard opened >= 0 else { throw Untrusted(path, error: errno) }
    var status = stat()
    let isKnown = fstat(opened, &status) == 0
    let objection = owners.objection(status)
    guard isKnown, status.st_mode & S_IFMT == S_IFREG, objection == nil else {
      close(opened)
      throw Untrusted(path, objection ?? "is no regular file")
    }
    return TrustedFile(path: path, descriptor: opened, byteCount: Int(status.st_size))
  }
}

/// An open file of a trusted folder.
package final class TrustedFile: Sendable {
  package let path: String
  package let byteCount: Int
  private let descriptor: Int32

  fileprivate init(path: String, descriptor: Int32, byteCount: Int) {
    self.path = path
    self.descriptor = descriptor
    self.byteCount = byteCount
  }

  deinit { close(descriptor) }

  /// Judges a file, which may be a link to one.
  static func check(_ path: String, owners: TrustedOwners) throws(Untrusted) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Untrusted(path, error: errno) }
    if let reason = owners.objection(status) { throw Untrusted(path, reason) }
  }

  /// A path that leads to this file whatever happens to its name; nil without `/proc`.
  package var openPath: String? {
    let path = "/proc/self/fd/\(descriptor)"
    return access(path, R_OK) == 0 ? path : nil
  }

  /// Notes that it was used now: systems keep the time of the last reading to the day at best.
  package func touch() { futimens(descriptor, nil) }

  /// What it holds, or nil where it cannot be read whole.
  package func bytes() -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      while count < buffer.count {
        let read = pread(
          descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count, off_t(count))
        if read < 0, errno == EINTR { continue }
        guard read > 0 else { return }
        count += read
      }
    }
    return bytes.count == byteCount ? bytes : nil
  }
}

extension Module {
  /// Loads precompiled code from the file that was judged, not from what has its name by now.
  package convenience init(
    _ engine: Engine, deserializing file: TrustedFile
  ) throws(WasmtimeError) {
    if let path = file.openPath {
      try self.init(engine, deserializing: path)
    } else {
      try self.init(engine, deserializing: file.bytes() ?? [])
    }
  }
}
