import Glibc
import Synchronization
package import Wasmtime

/// How an instance's memory differs from the image's: whole pages of 4 KiB.
///
/// The first instance that begins with them gets a copy. Where a second comes, what the pages and
/// their surroundings hold is kept in a form that instances share until they write to it.
package final class MemoryChanges: Sendable {
  package static let pageBytes = 4096

  /// Bytes of memory, whole pages of 64 KiB.
  package let memoryBytes: Int
  /// The numbers of the pages that differ, rising.
  package let pages: [UInt32]
  /// Their contents, one after another.
  package let contents: [UInt8]
  /// How the next instance begins.
  private let way = Mutex(Way.copy)

  private enum Way {
    case copy, copyAndKeep, copyAlways
    case share(SharedContents)
  }

  /// Takes parts from outside, which must fit each other and a memory of 32-bit addresses.
  package init?(memoryBytes: Int, pages: [UInt32], contents: [UInt8]) {
    guard 0...(1 << 32) ~= memoryBytes, memoryBytes % Memory.pageBytes == 0,
      contents.count == pages.count * Self.pageBytes,
      zip(pages, pages.dropFirst()).allSatisfy({ $0 < $1 }),
      pages.last.map({ (Int($0) + 1) * Self.pageBytes <= memoryBytes }) ?? true
    else { return nil }
    self.memoryBytes = memoryBytes
    self.pages = pages
    self.contents = contents
  }

  /// Compares two memories; the second may have grown.
  private init(
    _ before: UnsafeRawBufferPointer, _ after: UnsafeRawBufferPointer
  ) {
    let zeros = [UInt8](repeating: 0, count: Self.pageBytes)
    var pages: [UInt32] = []
    var contents: [UInt8] = []
    for start in stride(from: 0, to: after.count, by: Self.pageBytes) {
      let page = UnsafeRawBufferPointer(rebasing: after[start..<start + Self.pageBytes])
      let isSame =
        start < before.count
        ? page.elementsEqualBytes(
          UnsafeRawBufferPointer(rebasing: before[start..<start + Self.pageBytes]))
        : zeros.withUnsafeBytes { page.elementsEqualBytes($0) }
      if isSame { continue }
      pages.append(UInt32(start / Self.pageBytes))
      contents.append(contentsOf: page)
    }
    memoryBytes = after.count
    self.pages = pages
    self.contents = contents
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

  /// WebAssembly pages with changes and what lies between near ones, in bytes of memory.
  private var parts: [Range<Int>] {
    var parts: [Range<Int>] = []
    for page in pages {
      let start = Int(page) * Self.pageBytes / Memory.pageBytes * Memory.pageBytes
      let end = start + Memory.pageBytes
      if let last = parts.last, start - last.upperBound <= Self.widestGap * Memory.pageBytes {
        parts[parts.count - 1] = last.lowerBound..<end
      } else {
        parts.append(start..<end)
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
      contents.withUnsafeBytes { copy($0, to: target) }
    }
  }

  /// Copies runs of neighbouring pages at once.
  private func copy(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer) {
    var first = 0
    while first < pages.count {
      var end = first + 1
      while end < pages.count, Int(pages[end]) == Int(pages[first]) + end - first { end += 1 }
      let start = Int(pages[first]) * Self.pageBytes
      let run = UnsafeRawBufferPointer(
        rebasing: source[first * Self.pageBytes..<end * Self.pageBytes])
      let place = UnsafeMutableRawBufferPointer(rebasing: target[start..<start + run.count])
      Self.makePresent(place)
      place.copyMemory(from: run)
      first = end
    }
  }

  /// Asks for pages of the machine at once, where otherwise each costs an interruption.
  private static func makePresent(_ place: UnsafeMutableRawBufferPointer) {
    let populateForWriting: Int32 = 23
    // Without effect on kernels before 5.14, which is no fault.
    _ = madvise(place.baseAddress, place.count, populateForWriting)
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func elementsEqualBytes(_ other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count, let first = baseAddress, let second = other.baseAddress else {
      return count == other.count
    }
    return memcmp(first, second, count) == 0
  }
}
