/// A source of text in pieces that a reader takes records from.
struct ChunkSource {
  /// What was read and not yet dropped.
  private(set) var bytes: [UInt8] = []
  /// Where the next record starts in ``bytes``.
  var position = 0
  /// Whether ``bytes`` reaches to the end of the file.
  private(set) var isAtEnd = false
  let source: any ByteSource
  private let chunkSize: Int

  /// The largest record, so that a quote left open does not take all memory.
  static let maximumRecord = 64 << 20

  /// The bytes of records that are handed on together, so that what is made of them stays
  /// small; a single record may be larger.
  static let maximumBatch = 4 << 20

  /// The fields of records that are handed on together, likewise.
  static let maximumBatchFields = 1 << 20

  /// The columns of a table.
  static let maximumColumns = 1 << 17

  /// The first record of a CSV file.
  static let maximumHeader = 4 << 20

  init(_ source: any ByteSource, chunkSize: Int) {
    self.source = source
    self.chunkSize = min(max(chunkSize, 1), Self.maximumRecord)
  }

  var name: String { source.name }

  /// Leaves out a byte order mark at the front of the file.
  mutating func dropByteOrderMark() throws(TableError) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    while bytes.count < mark.count, try readMore() {}
    if bytes.starts(with: mark) { position = mark.count }
  }

  /// Reads on behind what `position` has not passed yet: one piece, or as many as it takes
  /// until `isEnough`.
  ///
  /// Room doubles while a record does not end, so that a long one is not copied over and
  /// over, however small the pieces are that a pipe gives.
  ///
  /// - Parameter isEnough: given each new piece, whether a record ends in it.
  /// - Returns: false at the end of the file.
  mutating func readMore(
    until isEnough: (Span<UInt8>) -> Bool = { _ in true }
  ) throws(TableError) -> Bool {
    if isAtEnd { return false }
    let rest = bytes[position...]
    let most = max(Self.maximumRecord + chunkSize - rest.count, chunkSize)
    let room = min(max(chunkSize, rest.count), most)
    var failure: TableError?
    let source = source
    var added = 0
    var isLast = false
    let next = [UInt8](unsafeUninitializedCapacity: rest.count + room) { buffer, initialized in
      _ = UnsafeMutableBufferPointer(rebasing: buffer[..<rest.count]).update(fromContentsOf: rest)
      do throws(TableError) {
        while added < room {
          let free = UnsafeMutableBufferPointer(rebasing: buffer[(rest.count + added)...])
          let count = try source.read(into: UnsafeMutableRawBufferPointer(free))
          isLast = count == 0
          added += count
          if isLast
            || isEnough(Span(_unsafeElements: UnsafeBufferPointer(rebasing: free[..<count])))
          {
            break
          }
        }
      } catch {
        failure = error
      }
      initialized = rest.count + added
    }
    if let failure { throw failure }
    bytes = next
    position = 0
    isAtEnd = isLast
    return added > 0
  }
}
