/// A block of guest memory that is kept from call to call.
struct GuestRoom {
  var address: UInt32 = 0
  var count = 0

  /// Bytes of a block for batches at least.
  static let leastBytes = 4096
  /// Bytes of a block that is kept for what needs much less.
  private static let mostKeptBytes = 4 << 20

  /// Whether so many bytes fit, and the block is not so large that it is better given back.
  func suits(_ wanted: Int) -> Bool {
    wanted <= count && (count <= Self.mostKeptBytes || count / 2 <= wanted)
  }
}
