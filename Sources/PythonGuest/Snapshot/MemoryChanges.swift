package import Wasmtime

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How an instance's memory differs from the image's: whole pages of 4 KiB.
///
/// Laying these over a new instance is a few hundred kilobytes of copying, where a module of its
/// own would have to be compiled again, all of CPython.
package struct MemoryChanges: Sendable, Equatable {
  package static let pageBytes = 4096

  /// Bytes of memory, whole pages of 64 KiB.
  package let memoryBytes: Int
  /// The numbers of the pages that differ, rising.
  package let pages: [UInt32]
  /// Their contents, one after another.
  package let contents: [UInt8]

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
  init(
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
  package init(
    from before: Memory, _ beforeStore: borrowing some StoreContext & ~Copyable,
    to after: Memory, _ afterStore: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) {
    let beforeBytes = UInt32(clamping: before.byteCount(in: beforeStore))
    let afterBytes = UInt32(clamping: after.byteCount(in: afterStore))
    // Neither store runs while it is read.
    let unchanged = try before.withUnsafeBytes(in: beforeStore, at: 0, count: beforeBytes) { $0 }
    self = try after.withUnsafeBytes(in: afterStore, at: 0, count: afterBytes) {
      MemoryChanges(unchanged, $0)
    }
  }

  /// Brings a new instance's memory to that state.
  ///
  /// - Throws: growth, where its limit is lower than what is needed.
  package func apply(
    to memory: Memory, in store: borrowing some StoreContext & ~Copyable
  ) throws(WasmtimeError) {
    let missing = memoryBytes - memory.byteCount(in: store)
    if missing > 0 {
      try memory.grow(pages: UInt64(missing / Memory.pageBytes), in: store)
    }
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
}

extension MemoryChanges {
  /// Asks for pages of the machine at once, where otherwise each costs an interruption.
  private static func makePresent(_ place: UnsafeMutableRawBufferPointer) {
    #if os(Linux)
      let populateForWriting: Int32 = 23
      // Without effect on kernels before 5.14, which is no fault.
      _ = madvise(place.baseAddress, place.count, populateForWriting)
    #endif
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
