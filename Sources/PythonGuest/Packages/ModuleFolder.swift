import Glibc

extension Package {
  /// Modules of one's own: a folder that holds modules and packages, or is a package, by whose name
  /// it is then imported.
  ///
  /// All regular files are taken, but for compiled ones (`__pycache__`) and those whose name or
  /// folder begins with a dot. Links are followed to files and folders inside the folder alone.
  ///
  /// - Parameter path: the folder.
  /// - Throws: `dependency`, where it cannot be read, has a link that leads out of it, or more than
  ///   10,000 files or 64 MiB.
  public init(modulesIn path: String) throws(PythonGuestError) {
    var reader = try ModuleFolder(path)
    try reader.read("")
    reader.files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    guard !reader.files.isEmpty else { throw reader.refusal("holds no modules") }
    self.init(name: path, modules: reader.files)
  }
}

/// Reads a folder of modules.
private struct ModuleFolder {
  var files: [Package.ModuleFile] = []
  private let path: String
  private let realPath: String
  /// What stands in front of each path: the folder's name where it is a package itself.
  private let prefix: String
  private var byteCount = 0

  private static let mostFiles = 10_000
  private static let mostBytes = 64 << 20
  private static let mostDepth = 60

  init(_ path: String) throws(PythonGuestError) {
    self.path = path
    guard let real = realpath(path, nil) else {
      throw Self.refusal(path, "cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { free(real) }
    realPath = String(cString: real)
    guard Self.kind(realPath) == S_IFDIR else {
      throw Self.refusal(path, "is no folder; name the one that holds the modules")
    }
    let name = realPath.split(separator: "/").last.map(String.init) ?? ""
    prefix = Self.kind("\(realPath)/__init__.py") == S_IFREG ? "\(name)/" : ""
  }

  /// Reads all below a folder, of which the path is given with a slash at its end.
  mutating func read(_ folder: String, depth: Int = 0) throws(PythonGuestError) {
    guard depth < Self.mostDepth else { throw refusal("has folders in folders without end") }
    for name in try names(of: folder) where !name.hasPrefix(".") && name != "__pycache__" {
      let inside = folder + name
      guard let real = realpath("\(realPath)/\(inside)", nil) else {
        throw refusal("has \(inside), which cannot be read: \(String(cString: strerror(errno)))")
      }
      defer { free(real) }
      let target = String(cString: real)
      guard target.hasPrefix(realPath == "/" ? "/" : realPath + "/") else {
        throw refusal("has the link \(inside), which leads out of it; put a copy there")
      }
      switch Self.kind(target) {
      case S_IFDIR: try read("\(inside)/", depth: depth + 1)
      case S_IFREG: try add(inside, target)
      default: continue
      }
    }
  }

  private mutating func add(_ inside: String, _ file: String) throws(PythonGuestError) {
    let most = Self.mostBytes - byteCount
    guard files.count < Self.mostFiles, let bytes = try contents(of: file, most: most) else {
      throw refusal("holds more than \(Self.mostFiles) files or \(Self.mostBytes >> 20) MiB")
    }
    byteCount += bytes.count
    files.append(Package.ModuleFile(path: prefix + inside, bytes: bytes))
  }

  /// What a file holds; nil where that is too much.
  private func contents(of file: String, most: Int) throws(PythonGuestError) -> [UInt8]? {
    do throws(FileReadError) {
      return try wholeFile(file, most: most)
    } catch {
      throw refusal("has \(file), which cannot be read: \(error.reason)")
    }
  }

  private func names(of folder: String) throws(PythonGuestError) -> [String] {
    guard let stream = opendir("\(realPath)/\(folder)") else {
      throw refusal("cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let found = readdir(stream) {
      let name = withUnsafePointer(to: &found.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      guard let name else { throw refusal("has a file whose name is not UTF-8") }
      names.append(name)
    }
    return names
  }

  private static func kind(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  func refusal(_ why: String) -> PythonGuestError { Self.refusal(path, why) }

  private static func refusal(_ path: String, _ why: String) -> PythonGuestError {
    PythonGuestError(.dependency, "the module folder \(path) \(why)", isWhileLoading: true)
  }
}

/// Why a file could not be read.
package struct FileReadError: Error {
  /// The system's words, or our own.
  package let reason: String
}

/// What a regular file holds; nil where that is more than so many bytes.
package func wholeFile(_ path: String, most: Int) throws(FileReadError) -> [UInt8]? {
  // Not waiting for whoever writes to a pipe of that name.
  let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard file >= 0 else { throw FileReadError(reason: String(cString: strerror(errno))) }
  defer { close(file) }
  var status = stat()
  guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    throw FileReadError(reason: "it is no regular file")
  }
  guard status.st_size <= most else { return nil }
  var failure: Int32?
  let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
    while count < buffer.count, failure == nil {
      let got = pread(
        file, buffer.baseAddress.map { $0 + count }, buffer.count - count, off_t(count))
      if got < 0, errno != EINTR { failure = errno }
      if got == 0 { break }
      count += max(got, 0)
    }
  }
  if let failure { throw FileReadError(reason: String(cString: strerror(failure))) }
  return bytes
}
