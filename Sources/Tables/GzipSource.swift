internal import CZlib

/// Unpacks gzip (RFC 1952) a piece at a time, so that no more is held than two buffers,
/// whatever the data grows to. Members that follow one another are one text.
final class GzipSource: ByteSource {
  let name: String
  private let source: any ByteSource
  /// Where zlib keeps it, as it refuses a stream that was moved.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var isBetweenMembers = false
  private var members = 0
  /// Whether zlib has given all that it could make of its input.
  private var needsInput = true
  private var isFinished = false

  private static let bufferSize = 1 << 16
  /// The largest window, and the header and checks of gzip.
  private static let gzipWindow: Int32 = 15 + 16

  static func isGzip(_ head: [UInt8]) -> Bool { head.starts(with: [0x1F, 0x8B]) }

  init(_ source: any ByteSource) throws(TableError) {
    name = source.name
    self.source = source
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(byteCount: Self.bufferSize, alignment: 16)
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, Self.gzipWindow, ZLIB_VERSION, size) == Z_OK else {
      throw TableError(.unreadable, "zlib cannot be started", file: name)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: Bytef.self)
    stream.pointee.avail_out = uInt(clamping: buffer.count)
    let room = stream.pointee.avail_out
    while !isFinished, stream.pointee.avail_out == room, room > 0 {
      guard try hasInput() else { break }
      if isBetweenMembers, !startMember() { continue }
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END:
        isBetweenMembers = true
        members += 1
      default: throw damage()
      }
      needsInput = stream.pointee.avail_out > 0
    }
    return Int(room - stream.pointee.avail_out)
  }

  /// Reads on where all input is used; false where it ended in its proper place.
  private func hasInput() throws(TableError) -> Bool {
    if stream.pointee.avail_in > 0 || !needsInput { return true }
    let count = try source.read(into: input)
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: Bytef.self)
    stream.pointee.avail_in = uInt(clamping: count)
    if count > 0 { return true }
    guard isBetweenMembers else {
      throw TableError(.malformed, "the gzip data ends too early: is the file whole?", file: name)
    }
    isFinished = true
    return false
  }

  /// Begins with the next member; false where there is but padding so far.
  private func startMember() -> Bool {
    while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 {
      stream.pointee.next_in += 1
      stream.pointee.avail_in -= 1
    }
    guard stream.pointee.avail_in > 0 else { return false }
    inflateReset(stream)
    isBetweenMembers = false
    return true
  }

  private func damage() -> TableError {
    if members > 0, stream.pointee.total_out == 0 {
      return TableError(.malformed, "something else follows the gzip data", file: name)
    }
    let reason = stream.pointee.msg.map { ": " + String(cString: $0) } ?? ""
    return TableError(.malformed, "the gzip data is damaged\(reason)", file: name)
  }
}
