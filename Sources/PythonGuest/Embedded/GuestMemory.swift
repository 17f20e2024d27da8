import GuestInterface
import Wasmtime

/// All of guest memory while the guest stands still. Addresses and lengths come from the guest:
/// each is checked.
struct GuestMemory {
  private let all: UnsafeRawBufferPointer

  init(_ all: UnsafeRawBufferPointer) { self.all = all }

  /// The bytes at an address.
  @inline(__always)
  func bytes(
    at address: UInt32, count: UInt32
  ) throws(WasmtimeError) -> UnsafeRawBufferPointer {
    guard Int(address) <= all.count, Int(count) <= all.count - Int(address) else {
      throw WasmtimeError(
        .outOfBounds, "\(count) bytes at address \(address) exceed a memory of \(all.count)")
    }
    return UnsafeRawBufferPointer(rebasing: all[Int(address)..<Int(address) + Int(count)])
  }

  /// A number at an address.
  func load<Number: BitwiseCopyable>(
    at address: UInt32, _: Number.Type
  ) throws(WasmtimeError) -> Number {
    try bytes(at: address, count: UInt32(MemoryLayout<Number>.size))
      .loadUnaligned(as: Number.self)
  }

  func reply(at address: UInt32) throws(WasmtimeError) -> ReplyDescriptor {
    let bytes = try bytes(at: address, count: UInt32(ReplyDescriptor.byteCount))
    guard let start = bytes.baseAddress else { throw Self.noAnswer }
    return ReplyDescriptor(reading: start)
  }

  func column(of reply: ReplyDescriptor) throws(WasmtimeError) -> ColumnDescriptor {
    let bytes = try bytes(at: reply.address, count: UInt32(ColumnDescriptor.byteCount))
    guard let start = bytes.baseAddress, reply.length == bytes.count else { throw Self.noAnswer }
    return ColumnDescriptor(reading: start)
  }

  func json(of reply: ReplyDescriptor, mostBytes: Int) throws(WasmtimeError) -> [UInt8] {
    guard reply.length <= mostBytes else {
      throw WasmtimeError(.outOfBounds, "answered with \(reply.length) bytes of JSON")
    }
    return Array(try bytes(at: reply.address, count: reply.length))
  }

  private static let noAnswer = WasmtimeError(.outOfBounds, "answered with what is no answer")
}

/// Bytes of JSON that a guest may answer with. Read, they take some thirty times as much of the
/// host's memory.
package enum DescriptionLimit {
  /// More than any description of a thousand functions.
  package static let ofProgram = 16 << 20
  /// More than any error, of whose message and traceback the guest sends a part.
  package static let ofCall = 1 << 20
}
