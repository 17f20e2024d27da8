import Glibc
import Synchronization
package import Wasmtime

/// How an instance's memory differs from the image's: runs of bytes.
///
/// The first instance that begins with them gets a copy. Where a second comes, what the memory holds
/// there and in the surroundings is kept in a form that instances share until they write to it.
package final class MemoryChanges: Sendable {
  /// Bytes of memory, whole pages of 64 KiB.
  package let memoryBytes: Int
  /// Where memory differs, rising.
  package let runs: [MemoryRun]
  /// What it holds there, one run after another.
  package let contents: [UInt8]
  /// How the next instance begins.
  private let way = Mutex(Way.copy)

  private enum Way {
    case copy, copyAndKeep, copyAlways
    case share(SharedContents)
  }

  /// Takes parts from outside, which must fit each other and a memory of 32-bit addresses.
  package init?(memoryBytes: Int, runs: [MemoryRun], contents: [UInt8]) {
    guard 0...(1 << 32) ~= memoryBytes, memoryBytes % Memory.pageBytes == 0,
      runs.allSatisfy({ $0.count > 0 }),
      zip(runs, runs.dropFirst()).allSatisfy({ $0.range.upperBound <= $1.range.lowerBound }),
      runs.last.map({ $0.range.upperBound <= memoryBytes }) ?? true,
      contents.count == runs.reduce(0, { $0 + Int($1.count) })
    else { return nil }
    self.memoryBytes = memoryBytes
    self.runs = runs
    self.contents = contents
  }

  /// Compares two memories; the second may have grown.
  private init(
    _ before: UnsafeRawBufferPointer, _ after: UnsafeRawBufferPointer
  ) {
    var comparison = MemoryComparison()
    comparison.compare(before, after)
    memoryBytes = after.count
    runs = comparison.runs
    contents = comparison.contents
  }

  /// Compares two instances' memories.
  package convenience init(
    from before: Memory, _ beforeStore: borrowing some StoreContext & ~Copyable,
    to after: Memory, _ afterStore: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) {
    let beforeBytes = UInt32(clamping: before.byteCount(in: beforeStore))
    let afterBytes = UInt32(clamping: after.byteCount(in: afterStore))
    // Neither store runs while it is read.
    let unchanged = try before.withUnsafeBytes(in: beforeStore, at: 0, count: beforeBytes) { $0 }
    let changed = try after.withUnsafeBytes(in: afterStore, at: 0, count: afterBytes) { $0 }
    self.init(unchanged, changed)
  }
}

extension MemoryChanges {
  /// Brings a new instance's memory to that state. Nothing may run in it after an error.
  ///
  /// - Throws: growth, where its limit is lower than what is needed.
  package func apply<State>(
    to memory: Memory, in store: borrowing Store<State>
  ) throws(WasmtimeError) {
    let missing = memoryBytes - memory.byteCount(in: store)
    if missing > 0 {
      try memory.grow(pages: UInt64(missing / Memory.pageBytes), in: store)
    }
    switch nextWay() {
    case .share(let contents):
      try memory.replace(with: contents, in: store)
    case .copyAndKeep:
      try copy(to: memory, in: store)
      if let contents = try SharedContents(parts, of: memory, in: store) {
        way.withLock { $0 = .share(contents) }
      }
    case .copy, .copyAlways:
      try copy(to: memory, in: store)
    }
  }

  /// How this instance begins. One alone keeps what others share.
  private func nextWay() -> Way {
    way.withLock { way in
      let now = way
      switch way {
      case .copy: way = .copyAndKeep
      case .copyAndKeep: way = .copyAlways
      case .copyAlways, .share: break
      }
      return now
    }
  }

  /// WebAssembly pages without changes that are cheaper to keep than another part.
  private static let widestGap = 8
  /// Each part is a mapping or two of every instance, of which Linux lets a process have 65,530.
  private static let mostParts = 2

  /// WebAssembly pages with changes and what lies between near ones, in bytes of memory.
  private var parts: [Range<Int>] {
    var parts = joined(
      runs.lazy.map { $0.range.rounded(to: Memory.pageBytes) },
      over: Self.widestGap * Memory.pageBytes)
    while parts.count > Self.mostParts {
      let gaps = zip(parts, parts.dropFirst()).map { $1.lowerBound - $0.upperBound }
      parts = joined(parts, over: gaps.min() ?? 0)
    }
    return parts
  }

  /// Ranges that overlap, or have no more than a gap of so many bytes between them, as one.
  private func joined(_ ranges: some Sequence<Range<Int>>, over gap: Int = 0) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    for range in ranges {
      if let last = parts.last, range.lowerBound - last.upperBound <= gap {
        parts[parts.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        parts.append(range)
      }
    }
    return parts
  }

  // MARK: Copying

  private func copy(
    to memory: Memory, in store: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) {
    try memory.withUnsafeMutableBytes(in: store, at: 0, count: UInt32(clamping: memoryBytes)) {
      target in
      for range in joined(runs.lazy.map({ $0.range.rounded(to: Self.systemPageBytes) })) {
        Self.makePresent(UnsafeMutableRawBufferPointer(rebasing: target[range]))
      }
      contents.withUnsafeBytes { copy($0, to: target) }
    }
  }

  private func copy(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer) {
    var offset = 0
    for run in runs {
      let bytes = source[offset..<offset + Int(run.count)]
      UnsafeMutableRawBufferPointer(rebasing: target[run.range]).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes))
      offset += bytes.count
    }
  }

  private static let systemPageBytes = 4096

  /// Asks for pages of the machine at once, where otherwise each costs an interruption.
  private static func makePresent(_ place: UnsafeMutableRawBufferPointer) {
    let populateForWriting: Int32 = 23
    // Without effect on kernels before 5.14, which is no fault.
    _ = madvise(place.baseAddress, place.count, populateForWriting)
  }
}

extension Range<Int> {
  /// The whole blocks of that size, a power of two, which hold it.
  fileprivate func rounded(to size: Int) -> Range<Int> {
    lowerBound & -size..<(upperBound + size - 1) & -size
  }
}
