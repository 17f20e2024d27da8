/// Bytes that are read from front to end: a file, or what is made of one on the way.
public protocol ByteSource: AnyObject {
  /// The name for messages.
  var name: String { get }

  /// Reads what is there, waiting for at least one byte.
  ///
  /// - Returns: the bytes read; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int
}

/// A source whose first bytes can be looked at before they are read.
final class PeekableSource: ByteSource {
  /// How far one can look ahead.
  static let maximumHead = 1 << 16

  let name: String
  private let source: any ByteSource
  /// What was looked at.
  private var head: [UInt8] = []
  private var position = 0

  init(_ source: any ByteSource) {
    name = source.name
    self.source = source
  }

  /// The first bytes, before any is read: no more are waited for than `isEnough` asks.
  func peek(_ isEnough: ([UInt8]) -> Bool) throws(TableError) -> [UInt8] {
    while head.count < Self.maximumHead, !isEnough(head) {
      let start = head.count
      var piece = [UInt8](repeating: 0, count: Self.maximumHead - start)
      var failure: TableError?
      let count = piece.withUnsafeMutableBytes { buffer in
        do throws(TableError) {
          return try source.read(into: buffer)
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      if count == 0 { break }
      head.append(contentsOf: piece[..<count])
    }
    return Array(head[position...])
  }

  /// Leaves out bytes that were looked at.
  func drop(_ count: Int) { position = min(position + count, head.count) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    guard position < head.count else {
      head = []
      position = 0
      return try source.read(into: buffer)
    }
    let count = min(buffer.count, head.count - position)
    head.withUnsafeBytes { head in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: head[position..<position + count]))
    }
    position += count
    return count
  }
}
