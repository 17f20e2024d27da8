import CPython

/// What is open: descriptors above those of the standard streams.
enum OpenFiles {
  private static let first = 3

  struct OpenFile {
    let node: Int
    /// A file's bytes, unpacked; nil for a folder.
    let bytes: UnsafeRawBufferPointer?
    /// Whether they were unpacked for this descriptor alone.
    let isOwned: Bool
    var position = 0
  }

  /// By descriptor from the first on, the roots of ``Files`` before all others; nil where it is
  /// closed.
  nonisolated(unsafe) private static var open: [OpenFile?] = Files.roots.indices.map {
    OpenFile(node: $0, bytes: nil, isOwned: false)
  }

  /// What a descriptor stands for; nil where it is none, or a standard stream.
  static subscript(_ descriptor: Int32) -> OpenFile? {
    get {
      let index = Int(descriptor) - first
      return open.indices.contains(index) ? open[index] : nil
    }
    set { open[Int(descriptor) - first] = newValue }
  }

  /// Whether it is one of the folders that stay open.
  static func isRoot(_ descriptor: Int32) -> Bool {
    (0..<Files.roots.count).contains(Int(descriptor) - first)
  }

  /// Opens a node, whose bytes are unpacked here.
  ///
  /// - Returns: the descriptor, or one of WASI's errors.
  static func open(_ node: Int) -> Result {
    guard let content = Files.nodes[node].content else {
      return .descriptor(keep(OpenFile(node: node, bytes: nil, isOwned: false)))
    }
    let count = Int(content.count)
    guard content.is_deflated else {
      let isWhole =
        !content.is_checked || has_checksum(content.stored, count, content.checksum)
      guard isWhole else { return .error(SystemError.io) }
      let bytes = UnsafeRawBufferPointer(start: content.stored, count: count)
      return .descriptor(keep(OpenFile(node: node, bytes: bytes, isOwned: false)))
    }
    guard let room = malloc(max(count, 1)) else { return .error(SystemError.noMemory) }
    guard
      inflate_whole(
        content.stored, Int(content.stored_count),
        room.assumingMemoryBound(to: UInt8.self), count, content.checksum)
    else {
      free(room)
      return .error(SystemError.io)
    }
    let bytes = UnsafeRawBufferPointer(start: room, count: count)
    return .descriptor(keep(OpenFile(node: node, bytes: bytes, isOwned: true)))
  }

  enum Result {
    case descriptor(Int32)
    case error(Int32)
  }

  private static func keep(_ file: OpenFile) -> Int32 {
    for index in open.indices where open[index] == nil {
      open[index] = file
      return Int32(index + first)
    }
    open.append(file)
    return Int32(open.count - 1 + first)
  }

  static func close(_ descriptor: Int32) {
    guard let file = self[descriptor] else { return }
    if file.isOwned { free(UnsafeMutableRawPointer(mutating: file.bytes?.baseAddress)) }
    self[descriptor] = nil
  }
}
