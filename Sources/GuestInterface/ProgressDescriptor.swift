/// Which row a guest is at, readable at any moment of a call. Four little-endian 32-bit words.
///
/// Rows are called in slices, which a loop in bytecode iterates: its position stands in the
/// iterator, and costs nothing to keep.
public struct ProgressDescriptor: Sendable, Equatable {
  /// The first row of the slice, counted in the call.
  public var start: UInt32
  /// Rows of the slice that Python is called for.
  public var count: UInt32
  /// Address of a word with the number of them that were begun, or 0 where there is no loop.
  public var position: UInt32
  /// Address of `count` words with their rows, or 0 where those are `start` and what follows it.
  public var rows: UInt32

  /// Bytes that a descriptor takes.
  public static let byteCount = 16

  public init(start: UInt32, count: UInt32, position: UInt32, rows: UInt32) {
    self.start = start
    self.count = count
    self.position = position
    self.rows = rows
  }

  /// Reads a descriptor. The caller has checked that `byteCount` bytes can be read.
  public init(reading source: UnsafeRawPointer) {
    func word(_ index: Int) -> UInt32 {
      UInt32(littleEndian: source.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    }
    self.init(start: word(0), count: word(1), position: word(2), rows: word(3))
  }

  /// Writes a descriptor. The caller has checked that `byteCount` bytes can be written.
  public func write(to target: UnsafeMutableRawPointer) {
    func put(_ value: UInt32, _ index: Int) {
      target.storeBytes(of: value.littleEndian, toByteOffset: index * 4, as: UInt32.self)
    }
    put(start, 0)
    put(count, 1)
    put(position, 2)
    put(rows, 3)
  }
}
