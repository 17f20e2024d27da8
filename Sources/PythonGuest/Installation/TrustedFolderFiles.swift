import Files
import Glibc

/// What a cache does with its folder.
extension TrustedFolder {
  /// A file of the folder.
  package struct Entry: Sendable {
    package let name: String
    package let byteCount: Int
    /// When it was last read or written, in seconds since 1970.
    package let lastUse: Int
  }

  /// The folder's regular files.
  package func regularFiles() -> [Entry] {
    // A descriptor of its own, since reading moves a position and closing the folder closes it.
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { return [] }
    guard let stream = fdopendir(copy) else {
      close(copy)
      return []
    }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while let found = readdir(stream) {
      let name = withUnsafePointer(to: &found.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
        status.st_mode & S_IFMT == S_IFREG
      else { continue }
      entries.append(
        Entry(
          name: name, byteCount: Int(status.st_size),
          lastUse: max(status.st_atim.tv_sec, status.st_mtim.tv_sec)))
    }
    return entries
  }

  package func remove(_ name: String) { unlinkat(descriptor, name, 0) }

  /// Writes a file whole or not at all, for its owner alone.
  package func write(_ bytes: [UInt8], as name: String) {
    let temporary = ".\(name.prefix(100)).\(String(UInt64.random(in: .min ... .max), radix: 36))"
    let file = openat(descriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    let isWritten = bytes.withUnsafeBytes { (try? writeAll($0, to: file, name)) != nil }
    guard close(file) == 0, isWritten, renameat(descriptor, temporary, descriptor, name) == 0
    else {
      remove(temporary)
      return
    }
  }
}
