import Glibc

/// Bytes of memory without a gap.
package struct MemoryRun: Equatable, Sendable {
  package let start: UInt32
  package let count: UInt32

  package init(start: UInt32, count: UInt32) { (self.start, self.count) = (start, count) }

  /// In bytes of memory.
  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// Finds the runs of bytes in which two memories differ.
struct MemoryComparison {
  private(set) var runs: [MemoryRun] = []
  private(set) var contents: [UInt8] = []
  /// The run that may still become longer.
  private var open = 0..<0

  private static let blockBytes = 4096
  private static let wordBytes = 8
  /// Bytes without a change that are kept within a run: another one takes eight to describe.
  private static let widestGap = 16

  /// Compares memories of whole pages. What the second has beyond the first is compared with zeros.
  mutating func compare(_ before: UnsafeRawBufferPointer, _ after: UnsafeRawBufferPointer) {
    let zeros = [UInt8](repeating: 0, count: Self.blockBytes)
    zeros.withUnsafeBytes { zeros in
      for start in stride(from: 0, to: after.count, by: Self.blockBytes) {
        let block = start..<start + Self.blockBytes
        let old = start < before.count ? UnsafeRawBufferPointer(rebasing: before[block]) : zeros
        compare(old, UnsafeRawBufferPointer(rebasing: after[block]), at: start, of: after)
      }
    }
    close(after)
  }

  private mutating func compare(
    _ old: UnsafeRawBufferPointer, _ new: UnsafeRawBufferPointer, at start: Int,
    of after: UnsafeRawBufferPointer
  ) {
    guard let first = old.baseAddress, let second = new.baseAddress,
      memcmp(first, second, Self.blockBytes) != 0
    else { return }
    for offset in stride(from: 0, to: Self.blockBytes, by: Self.wordBytes)
    where old.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      != new.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    {
      take(start + offset, of: after)
    }
  }

  /// Adds a word that differs.
  private mutating func take(_ place: Int, of after: UnsafeRawBufferPointer) {
    if open.isEmpty || place - open.upperBound > Self.widestGap {
      close(after)
      open = place..<place
    }
    open = open.lowerBound..<place + Self.wordBytes
  }

  private mutating func close(_ after: UnsafeRawBufferPointer) {
    if open.isEmpty { return }
    // Memory has addresses of 32 bits.
    runs.append(MemoryRun(start: UInt32(open.lowerBound), count: UInt32(open.count)))
    contents.append(contentsOf: after[open])
    open = 0..<0
  }
}
