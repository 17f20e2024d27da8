import Glibc

/// A path with all links resolved: a name in a folder that is held open, so that the folder cannot
/// be replaced while a file is written into it.
final class FilePlace {
  /// The folder's descriptor.
  let folder: Int32
  let name: [CChar]
  /// What is there; nil where nothing is.
  let status: stat?
  /// Whether it is a link of `/proc` to an open file, which has no path of its own.
  let isOpenFile: Bool

  /// Links that are followed before the path is refused as a loop.
  private static let mostLinks = 40

  private init(_ folder: Int32, _ name: [CChar], _ path: String) throws(FileError) {
    self.folder = folder
    self.name = name
    var found = stat()
    if fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) == 0 {
      status = found
    } else {
      let number = errno
      guard number == ENOENT else {
        close(folder)
        throw FileError(path, number: number)
      }
      status = nil
    }
    isOpenFile = status?.kind == S_IFLNK && Self.isOfProcesses(folder)
  }

  deinit { close(folder) }

  /// Follows a path and the links it ends in, also one that leads to where nothing is yet.
  static func find(_ path: String) throws(FileError) -> FilePlace {
    var text = path.utf8CString.map(\.self)
    var last: FilePlace?
    for _ in 0..<mostLinks {
      let (folder, name) = split(text)
      guard !name.dropLast().isEmpty else {
        throw FileError(path, number: path.isEmpty ? ENOENT : EISDIR)
      }
      let opened = openat(last?.folder ?? AT_FDCWD, folder, O_DIRECTORY | O_CLOEXEC | pathOnly)
      guard opened >= 0 else { throw noFolder(path, folder, isLink: last != nil, errno) }
      let place = try FilePlace(opened, name, path)
      try place.refuseWhatOthersPut(path)
      guard place.status?.kind == S_IFLNK, !place.isOpenFile else { return place }
      text = try place.linkText(path)
      last = place
    }
    throw FileError(path, number: ELOOP)
  }

  /// The folder and the name in it, each with its NUL.
  private static func split(_ path: [CChar]) -> (folder: [CChar], name: [CChar]) {
    let slash = CChar(UInt8(ascii: "/"))
    guard let cut = path.lastIndex(of: slash) else { return ([CChar(UInt8(ascii: ".")), 0], path) }
    return (path[...cut] + [0], Array(path[(cut + 1)...]))
  }

  private static func noFolder(
    _ path: String, _ folder: [CChar], isLink: Bool, _ number: Int32
  ) -> FileError {
    guard number == ENOENT else { return FileError(path, number: number) }
    let name = String(decoding: folder.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    let what = isLink ? "it is a link into a folder that is not there:" : "there is no folder:"
    return FileError(path, "\(what) \(name)", number: number)
  }

  /// Refuses what another user may have put into a world-writable folder to redirect output: links
  /// and FIFOs, and files that would stay theirs.
  ///
  /// Linux refuses to follow such links itself, but here they are read.
  private func refuseWhatOthersPut(_ path: String) throws(FileError) {
    guard let status else { return }
    var around = stat()
    guard fstat(folder, &around) == 0 else { throw FileError(path, number: errno) }
    let isSticky = around.st_mode & S_ISVTX != 0
    let writers = isSticky ? S_IWGRP | S_IWOTH : S_IWOTH
    guard around.st_mode & writers != 0, isSticky || status.kind != S_IFREG,
      ![0, geteuid(), around.st_uid].contains(status.st_uid)
    else { return }
    throw FileError(
      path,
      "another user has put it into a folder that everybody can write to: remove it first, or name"
        + " a file in another folder", number: EACCES)
  }

  /// Whether a folder is in `/proc`, whose links are more than their text.
  private static func isOfProcesses(_ folder: Int32) -> Bool {
    var here = stat()
    var processes = stat()
    return fstat(folder, &here) == 0 && stat("/proc/self", &processes) == 0
      && here.st_dev == processes.st_dev
  }

  private func linkText(_ path: String) throws(FileError) -> [CChar] {
    var text = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlinkat(folder, name, &text, text.count - 1)
    guard count >= 0 else { throw FileError(path, number: errno) }
    return text[..<count] + [0]
  }

  /// The number of the descriptor of this process that the place stands for, as `/dev/stdout`
  /// and `/dev/fd/3` do.
  var ownDescriptor: Int32? {
    guard isOpenFile else { return nil }
    var here = stat()
    var own = stat()
    guard fstat(folder, &here) == 0, stat("/proc/self/fd", &own) == 0, here.st_ino == own.st_ino,
      here.st_dev == own.st_dev
    else { return nil }
    return Int32(String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
  }
}

/// Opens a folder to be named only (`O_PATH`), for which being allowed to list it is not needed.
private let pathOnly: Int32 = 0o10000000

extension stat {
  /// The bits of the mode that say what kind of file it is.
  var kind: mode_t { st_mode & S_IFMT }
}
