/// A file in pieces that a reader takes records from.
struct ChunkSource {
  /// What was read and not yet dropped.
  private(set) var bytes: [UInt8] = []
  /// Where the next record starts in ``bytes``.
  var position = 0
  /// Whether ``bytes`` reaches to the end of the file.
  private(set) var isAtEnd = false
  let file: InputFile
  private let chunkSize: Int

  /// The largest record, so that a quote left open does not take all memory.
  static let maximumRecord = 64 << 20

  init(_ file: InputFile, chunkSize: Int) {
    self.file = file
    self.chunkSize = max(chunkSize, 1)
  }

  /// Reads a further piece behind what `position` has not passed yet.
  ///
  /// Room doubles while a record does not end, so that a long one is not copied
  /// over and over.
  ///
  /// - Returns: false at the end of the file.
  mutating func readMore() throws(TableError) -> Bool {
    if isAtEnd { return false }
    let rest = bytes[position...]
    let room = max(chunkSize, rest.count)
    var failure: TableError?
    let file = self.file
    var count = 0
    let next = [UInt8](unsafeUninitializedCapacity: rest.count + room) { buffer, initialized in
      _ = UnsafeMutableBufferPointer(rebasing: buffer[..<rest.count]).update(fromContentsOf: rest)
      do throws(TableError) {
        count = try file.read(
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[
              rest.count...]))
      } catch {
        failure = error
      }
      initialized = rest.count + count
    }
    if let failure { throw failure }
    bytes = next
    position = 0
    isAtEnd = count == 0
    return !isAtEnd
  }
}
