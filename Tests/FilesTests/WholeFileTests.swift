import Files
import Foundation
import Testing

@Suite("WholeFile") struct WholeFileTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func write(_ text: String, to path: String) throws {
    try WholeFile.write(Array(text.utf8), to: path)
  }

  // MARK: Permissions

  @Test(arguments: [0o6755, 0o4711, 0o2750, 0o1644, 0o600, 0o664, 0o777] as [mode_t])
  func `A file that is replaced keeps its permissions, but lends nobody's rights`(mode: mode_t)
    throws
  {
    let path = try folder.file("out", "before", mode: mode)
    try write("after", to: path)
    #expect(try folder.status("out").st_mode & 0o7777 == mode & 0o777)
    #expect(try folder.text("out") == "after")
  }

  @Test func `The file that replaces another is nobody else's to read before`() throws {
    let path = try folder.file("out", "before", mode: 0o600)
    let file = try WholeFile(path: path)
    let name = try #require(try folder.names.first { $0 != "out" })
    #expect(try folder.status(name).st_mode & 0o7777 == 0o600)
    try file.finish()
  }

  @Test func `A new file has the permissions that the process gives`() throws {
    try write("text", to: folder.path + "/out")
    let mask = umask(0)
    umask(mask)
    #expect(try folder.status("out").st_mode & 0o7777 == 0o666 & ~mask)
  }

  @Test(.enabled(if: geteuid() == 0, "only root may give files away"))
  func `A file that is replaced keeps its owner and its group`() throws {
    let path = try folder.file("out", "before", mode: 0o6755)
    #expect(chown(path, 1234, 2345) == 0)
    #expect(chmod(path, 0o6755) == 0)
    try write("after", to: path)
    let status = try folder.status("out")
    #expect(status.st_uid == 1234)
    #expect(status.st_gid == 2345)
    #expect(status.st_mode & 0o7777 == 0o755)
  }

  // MARK: Links

  @Test func `A link to where nothing is yet is written through`() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/inner", withIntermediateDirectories: false)
    #expect(symlink("inner/out", folder.path + "/second") == 0)
    #expect(symlink(folder.path + "/second", folder.path + "/first") == 0)
    try write("text", to: folder.path + "/first")
    #expect(try folder.text("inner/out") == "text")
    #expect(try folder.names == ["first", "inner", "second"])
    #expect(try folder.status("first").st_mode & S_IFMT == S_IFLNK)
    #expect(try folder.status("second").st_mode & S_IFMT == S_IFLNK)
  }

  @Test func `A link that leads nowhere, or to itself, is refused by name`() throws {
    #expect(symlink("nowhere/out", folder.path + "/lost") == 0)
    #expect(
      throws: FileError(
        folder.path + "/lost", "it is a link into a folder that is not there: nowhere/",
        number: ENOENT)
    ) { try write("text", to: folder.path + "/lost") }
    #expect(symlink("ring", folder.path + "/ring") == 0)
    #expect(throws: FileError(folder.path + "/ring", number: ELOOP)) {
      try write("text", to: folder.path + "/ring")
    }
    #expect(try folder.names == ["lost", "ring"])
  }

  @Test func `The folder that was found is written to, even if another takes its name`() throws {
    let inner = folder.path + "/inner"
    try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
    let file = try WholeFile(path: inner + "/out")
    #expect(rename(inner, folder.path + "/moved") == 0)
    #expect(symlink("/", inner) == 0)
    try file.finish()
    #expect(try folder.status("moved/out").st_size == 0)
  }

  @Test(.enabled(if: geteuid() == 0, "only root may give files away"), arguments: [0o1777, 0o777])
  func `What others put into a folder of everybody's leads nowhere`(mode: mode_t) throws {
    let aim = try folder.file("aim", "before", mode: 0o600)
    let open = folder.path + "/open"
    try FileManager.default.createDirectory(atPath: open, withIntermediateDirectories: false)
    #expect(chmod(open, mode) == 0)
    #expect(symlink(aim, open + "/link") == 0)
    #expect(mkfifo(open + "/fifo", 0o622) == 0)
    let reader = Glibc.open(open + "/fifo", O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    // Links of our own are followed there, those of the folder's owner too.
    try write("ours", to: open + "/link")
    for name in ["link", "fifo"] { #expect(lchown(open + "/" + name, 1234, 1234) == 0) }
    for name in ["link", "fifo"] {
      let refusal = #expect(throws: FileError.self) { try write("x", to: open + "/" + name) }
      #expect(refusal?.message.hasPrefix("another user has put it into a folder") == true)
    }
    #expect(try folder.text("aim") == "ours")
    #expect(lchown(open, 1234, 1234) == 0)
    try write("the owner's", to: open + "/link")
    #expect(try folder.text("aim") == "the owner's")
  }

  @Test(.enabled(if: geteuid() == 0, "only root may give files away"))
  func `A file that another put into a sticky folder is not written for them`() throws {
    let path = try folder.file("out", "before", mode: 0o666)
    #expect(chown(path, 1234, 1234) == 0)
    #expect(chmod(folder.path, 0o1777) == 0)
    #expect(throws: FileError.self) { try write("after", to: path) }
    #expect(try folder.names == ["out"])
    #expect(try folder.text("out") == "before")
  }

  // MARK: What is no regular file

  @Test(.timeLimit(.minutes(1))) func `A FIFO is written straight, and refused where nobody reads`()
    throws
  {
    let path = folder.path + "/fifo"
    #expect(mkfifo(path, 0o600) == 0)
    #expect(throws: FileError(path, "it is a FIFO that nobody reads", number: ENXIO)) {
      try write("text", to: path)
    }
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try write("text", to: path)
    var bytes = [UInt8](repeating: 0, count: 10)
    #expect(read(reader, &bytes, 10) == 4)
    #expect(try folder.status("fifo").st_mode & S_IFMT == S_IFIFO)
  }

  @Test func `A socket and a folder are refused by name`() throws {
    let path = folder.path + "/socket"
    let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) {
        bind(socket, $0.baseAddress, socklen_t(bytes.count))
      }
    }
    #expect(bound == 0)
    #expect(throws: FileError(path, "it is a socket, which has no file's contents")) {
      try write("text", to: path)
    }
    for name in [folder.path, folder.path + "/", folder.path + "/.", folder.path + "/.."] {
      #expect(throws: FileError(name, number: EISDIR)) { try write("text", to: name) }
    }
    #expect(throws: FileError("", number: ENOENT)) { try write("text", to: "") }
  }

  @Test func `A device takes what it can, and says when it is full`() throws {
    try write("text", to: "/dev/null")
    #expect(throws: FileError("/dev/full", number: ENOSPC)) { try write("text", to: "/dev/full") }
  }

  @Test func `A descriptor of this process is written to where it stands`() throws {
    let path = try folder.file("log", "before ", mode: 0o600)
    let log = open(path, O_WRONLY | O_APPEND)
    defer { close(log) }
    try write("after", to: "/dev/fd/\(log)")
    #expect(try folder.text("log") == "before after")
    let reading = open(path, O_RDONLY)
    defer { close(reading) }
    #expect(throws: FileError("/dev/fd/\(reading)", number: EBADF)) {
      try write("after", to: "/dev/fd/\(reading)")
    }
  }

  // MARK: Names and folders

  @Test func `A name of the greatest length is no obstacle, a longer one is`() throws {
    let longest = String(repeating: "é", count: 127)
    try write("text", to: folder.path + "/" + longest)
    #expect(try folder.names == [longest])
    let path = folder.path + "/" + longest + "xx"
    #expect(throws: FileError(path, number: ENAMETOOLONG)) { try write("text", to: path) }
  }

  @Test func `A folder that is not there is named`() {
    let path = folder.path + "/no/out"
    #expect(
      throws: FileError(path, "there is no folder: \(folder.path)/no/", number: ENOENT)
    ) { try write("text", to: path) }
  }

  @Test func `What is not finished leaves no trace, also when a signal's handler removes it`()
    throws
  {
    let path = try folder.file("out", "before", mode: 0o644)
    do {
      let file = try WholeFile(path: path)
      #expect(try folder.names.count == 2)
      try Array("after".utf8).withUnsafeBytes { try file.write($0) }
    }
    #expect(try folder.names == ["out"])
    let one = try WholeFile(path: path)
    let other = try WholeFile(path: folder.path + "/new")
    #expect(try folder.names.count == 3)
    UnfinishedFiles.removeAll()
    #expect(try folder.names == ["out"])
    #expect(throws: FileError.self) { try one.finish() }
    #expect(throws: FileError.self) { try other.finish() }
    #expect(try folder.text("out") == "before")
  }
}

/// A folder that goes when its owner does.
private final class Folder {
  let path = NSTemporaryDirectory() + "files-" + UUID().uuidString

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ text: String, mode: mode_t) throws -> String {
    let file = path + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    #expect(chmod(file, mode) == 0)
    return file
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }

  func status(_ name: String) throws -> stat {
    var status = stat()
    try #require(lstat(path + "/" + name, &status) == 0)
    return status
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}
