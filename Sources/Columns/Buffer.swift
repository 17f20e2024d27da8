/// Bytes that do not change: an array's, or memory that somebody else lends.
public struct Buffer: Sendable {
  private enum Storage: Sendable {
    case array([UInt8])
    case lent(LentMemory)
  }

  private let storage: Storage

  /// The bytes of an array, which are not copied.
  public init(_ bytes: [UInt8] = []) { storage = .array(bytes) }

  /// Bytes that stay where they are, unchanged, as long as `owner` lives.
  ///
  /// - Parameter owner: gives the memory back when nothing holds it any more.
  public init(lending bytes: UnsafeRawBufferPointer, owner: any Sendable & AnyObject) {
    storage = .lent(LentMemory(bytes: bytes, owner: owner))
  }

  /// Bytes in all.
  public var count: Int {
    switch storage {
    case .array(let bytes): bytes.count
    case .lent(let memory): memory.bytes.count
    }
  }

  public var isEmpty: Bool { count == 0 }

  /// Hands the bytes to `body`; the pointer is good until it returns.
  @inline(__always)
  public func withUnsafeBytes<Result, Failure>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch storage {
    case .array(let bytes):
      return try bytes.span.withUnsafeBytes { (bytes) throws(Failure) in try body(bytes) }
    case .lent(let memory):
      defer { withExtendedLifetime(memory.owner) {} }
      return try body(memory.bytes)
    }
  }
}

/// Memory of another owner.
///
/// `@unchecked Sendable`: the bytes do not change, and the owner is Sendable.
private struct LentMemory: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  let owner: any Sendable & AnyObject
}

extension Buffer {
  /// The number at a position in the buffer.
  ///
  /// - Throws: `.wrongSize` beyond the end.
  @inline(__always)
  func load<Number: BitwiseCopyable>(
    _ index: Int, as _: Number.Type = Number.self
  ) throws(ColumnError) -> Number {
    let (width, count) = (MemoryLayout<Number>.size, count)
    guard index >= 0, index < count / width else {
      throw ColumnError(.wrongSize, "a buffer of \(count) bytes ends before row \(index)")
    }
    return withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index * width, as: Number.self) }
  }

  /// A copy of the bytes.
  public var array: [UInt8] {
    if case .array(let bytes) = storage { return bytes }
    return withUnsafeBytes { Array($0) }
  }
}

extension Buffer: Equatable {
  public static func == (left: Buffer, right: Buffer) -> Bool {
    left.withUnsafeBytes { left in right.withUnsafeBytes { left.elementsEqual($0) } }
  }
}

extension [UInt8] {
  /// The bytes of numbers, one behind another.
  init(bytesOf numbers: [some FixedWidthInteger & BitwiseCopyable]) {
    self = numbers.withUnsafeBytes { Array($0) }
  }
}
