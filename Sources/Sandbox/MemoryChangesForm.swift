/// Memory changes as files hold them, little-endian: two counts of 64 bits, of the memory's bytes
/// and of pages; the pages' numbers in 32 bits each; their contents.
extension MemoryChanges {
  /// The counts that such a form begins with. They are believed once they fit each other, and
  /// judge how much is read.
  package struct Head: Sendable {
    package static let byteCount = 16

    package let memoryBytes: Int
    package let pageCount: Int

    /// Bytes of the pages' numbers.
    package var numberBytes: Int { pageCount * 4 }
    /// Bytes of the pages.
    package var contentBytes: Int { pageCount * MemoryChanges.pageBytes }

    /// Reads a head, or nil where it is none of a memory with addresses of 32 bits.
    package init?(_ bytes: some Collection<UInt8>) {
      guard bytes.count == Self.byteCount else { return nil }
      let memory = littleEndian(bytes.prefix(8), as: UInt64.self)
      let pages = littleEndian(bytes.dropFirst(8), as: UInt64.self)
      guard memory <= 1 << 32, pages <= memory / UInt64(MemoryChanges.pageBytes) else {
        return nil
      }
      memoryBytes = Int(memory)
      pageCount = Int(pages)
    }
  }

  /// The form.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Head.byteCount + pages.count * 4 + contents.count)
    for count in [memoryBytes, pages.count] {
      withUnsafeBytes(of: UInt64(count).littleEndian) { bytes += $0 }
    }
    for page in pages { withUnsafeBytes(of: page.littleEndian) { bytes += $0 } }
    return bytes + contents
  }

  /// Takes what follows a head, or nil where it does not fit that.
  package convenience init?(
    _ head: Head, numbers: some Collection<UInt8>, contents: [UInt8]
  ) {
    guard numbers.count == head.numberBytes else { return nil }
    var pages: [UInt32] = []
    pages.reserveCapacity(head.pageCount)
    var rest = numbers[...]
    while !rest.isEmpty {
      pages.append(littleEndian(rest.prefix(4), as: UInt32.self))
      rest = rest.dropFirst(4)
    }
    self.init(memoryBytes: head.memoryBytes, pages: pages, contents: contents)
  }

  /// Reads a whole form, or nil where it is none.
  package convenience init?(_ bytes: UnsafeRawBufferPointer) {
    guard let head = Head(bytes.prefix(Head.byteCount)),
      bytes.count == Head.byteCount + head.numberBytes + head.contentBytes
    else { return nil }
    let rest = bytes.dropFirst(Head.byteCount)
    self.init(
      head, numbers: rest.prefix(head.numberBytes),
      contents: Array(rest.dropFirst(head.numberBytes)))
  }
}

private func littleEndian<Word: FixedWidthInteger>(
  _ bytes: some Collection<UInt8>, as _: Word.Type
) -> Word {
  bytes.reversed().reduce(0) { $0 << 8 | Word($1) }
}
