/// Memory changes as files hold them, little-endian: three counts of 64 bits, of the memory's bytes,
/// of runs and of their bytes; for each run where it starts and how long it is, in 32 bits each; what
/// they hold.
extension MemoryChanges {
  /// The counts that such a form begins with. They are believed once they fit each other, and
  /// judge how much is read.
  package struct Head: Sendable {
    package static let byteCount = 24
    private static let runBytes = 8

    package let memoryBytes: Int
    package let runCount: Int
    /// Bytes of what the runs hold.
    package let contentBytes: Int

    /// Bytes that describe the runs.
    package var runBytes: Int { runCount * Self.runBytes }

    /// Reads a head, or nil where it is none of a memory with addresses of 32 bits. All that
    /// follows takes no more than that memory: a run lies farther from the next than its
    /// description takes.
    package init?(_ bytes: UnsafeRawBufferPointer) {
      guard bytes.count == Self.byteCount else { return nil }
      let memory = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
      let runs = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      let contents = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
      guard memory <= 1 << 32, contents <= memory,
        runs <= (memory - contents) / UInt64(Self.runBytes) + 1
      else { return nil }
      memoryBytes = Int(memory)
      runCount = Int(runs)
      contentBytes = Int(contents)
    }
  }

  /// The form.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Head.byteCount + runs.count * 8 + contents.count)
    for count in [memoryBytes, runs.count, contents.count] {
      withUnsafeBytes(of: UInt64(count).littleEndian) { bytes += $0 }
    }
    for run in runs {
      for word in [run.start, run.count] {
        withUnsafeBytes(of: word.littleEndian) { bytes += $0 }
      }
    }
    return bytes + contents
  }

  /// Takes what follows a head, or nil where it does not fit that.
  package convenience init?(
    _ head: Head, runs bytes: UnsafeRawBufferPointer, contents: [UInt8]
  ) {
    guard bytes.count == head.runBytes else { return nil }
    var runs: [MemoryRun] = []
    runs.reserveCapacity(head.runCount)
    for offset in stride(from: 0, to: bytes.count, by: 8) {
      let start = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
      let count = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
      runs.append(
        MemoryRun(start: UInt32(littleEndian: start), count: UInt32(littleEndian: count)))
    }
    self.init(memoryBytes: head.memoryBytes, runs: runs, contents: contents)
  }

  /// Reads a whole form, or nil where it is none.
  package convenience init?(_ bytes: UnsafeRawBufferPointer) {
    guard let head = Head(UnsafeRawBufferPointer(rebasing: bytes.prefix(Head.byteCount))),
      bytes.count == Head.byteCount + head.runBytes + head.contentBytes
    else { return nil }
    let rest = bytes.dropFirst(Head.byteCount)
    self.init(
      head, runs: UnsafeRawBufferPointer(rebasing: rest.prefix(head.runBytes)),
      contents: Array(rest.dropFirst(head.runBytes)))
  }
}
