import Crypto
import Glibc

/// Reads a program image front to back, and hashes what it has read.
struct ProgramImageReader: ~Copyable {
  private let byteCount: Int
  /// What has not been read.
  var bytesLeft: Int { byteCount - offset }
  private let copy: (_ offset: Int, _ target: UnsafeMutableRawBufferPointer) -> Bool
  private var offset = 0
  private var hash = SHA256()

  private static let pieceBytes = 1 << 20

  init(_ bytes: [UInt8]) {
    byteCount = bytes.count
    copy = { offset, target in
      guard offset + target.count <= bytes.count else { return false }
      bytes.withUnsafeBytes {
        target.copyMemory(from: .init(rebasing: $0[offset...].prefix(target.count)))
      }
      return true
    }
  }

  /// A file, which must be a regular one: how much it holds is judged before it is read.
  ///
  /// - Returns: nil where it cannot be opened.
  init?(path: String) {
    // Not waiting for whoever writes to a pipe of that name.
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return nil }
    let owner = OpenFile(file)
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    byteCount = Int(status.st_size)
    copy = { offset, target in owner.read(target, at: offset) }
  }

  /// The next bytes, or nil where they are not there.
  mutating func next(_ count: Int) -> [UInt8]? {
    guard count >= 0, count <= bytesLeft else { return nil }
    var isRead = true
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while isRead, initialized < count {
        let piece = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...].prefix(Self.pieceBytes))
        isRead = copy(offset + initialized, piece)
        if isRead {
          hash.update(bufferPointer: UnsafeRawBufferPointer(piece))
          initialized += piece.count
        }
      }
    }
    guard isRead else { return nil }
    offset += count
    return bytes
  }

  /// The next number of 32 bits.
  mutating func nextWord() -> UInt32? {
    next(4)?.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)) }
  }

  /// Whether the hash of all that was read comes next, and nothing more.
  mutating func endsWithHash() -> Bool {
    let found = hash.finalize()
    return next(SHA256.byteCount).map { found == $0 } == true && offset == byteCount
  }
}

private final class OpenFile {
  private let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  func read(_ target: UnsafeMutableRawBufferPointer, at offset: Int) -> Bool {
    var done = 0
    while done < target.count {
      let count = pread(
        descriptor, target.baseAddress.map { $0 + done }, target.count - done, offset + done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}
