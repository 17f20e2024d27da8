import GuestInterface
import Wasmtime

/// What the host can see of a guest in the midst of a call. The guest may lie about all of it.
struct GuestView {
  let memory: Memory
  /// Address of the guest's ``ProgressDescriptor``.
  let progress: UInt32
  let stack: TypedFunction<UInt32>
  let misfit: TypedFunction<UInt32>

  /// The row that the guest is at, of `rows`; nil where it tells of none.
  func row(in store: borrowing some StoreContext & ~Copyable, of rows: Int) -> Int? {
    let row = try? memory.withAllUnsafeBytes(in: store) { (all) throws(WasmtimeError) in
      let guest = GuestMemory(all)
      let words = try guest.bytes(at: progress, count: UInt32(ProgressDescriptor.byteCount))
      guard let start = words.baseAddress else { return 0 }
      return try Self.row(ProgressDescriptor(reading: start), guest)
    }
    return row.flatMap { 0..<rows ~= $0 ? $0 : nil }
  }

  /// Forgets where the guest was in another call.
  func clearProgress(in store: borrowing some StoreContext & ~Copyable) throws(WasmtimeError) {
    try memory.withUnsafeMutableBytes(
      in: store, at: progress, count: UInt32(ProgressDescriptor.byteCount)
    ) { (words: UnsafeMutableRawBufferPointer) in
      _ = words.initializeMemory(as: UInt8.self, repeating: 0)
    }
  }

  private static func row(
    _ progress: ProgressDescriptor, _ guest: GuestMemory
  ) throws(WasmtimeError) -> Int {
    guard progress.position != 0, progress.count > 0 else { return Int(progress.start) }
    // A loop's position is one past the row that runs, 0 before the first and -1 behind the last.
    let begun = try guest.load(at: progress.position, Int32.self)
    let position = begun < 0 ? progress.count - 1 : UInt32(max(begun - 1, 0))
    guard position < progress.count else {
      throw WasmtimeError(.outOfBounds, "the guest is at no row")
    }
    if progress.rows == 0 { return Int(progress.start) + Int(position) }
    return Int(try guest.load(at: progress.rows &+ position &* 4, UInt32.self))
  }

  // MARK: What an ended guest leaves

  /// Where Python stood, as it prints a traceback; nil where the guest does not tell in time.
  func traceback(in store: borrowing some StoreContext & ~Copyable) -> String? {
    answer(of: stack, in: store).flatMap { PythonStack($0)?.traceback }
  }

  /// The first result before the row at which the guest ended that does not fit its type.
  func earlierMisfit(in store: borrowing some StoreContext & ~Copyable) -> EarlierMisfit? {
    answer(of: misfit, in: store).flatMap { EarlierMisfit($0) }
  }

  /// Ticks that the guest may take for an answer.
  private static let answerTicks: UInt64 = 2
  /// More than any such answer has.
  private static let mostBytes: UInt32 = 1 << 16

  private func answer(
    of function: TypedFunction<UInt32>, in store: borrowing some StoreContext & ~Copyable
  ) -> [UInt8]? {
    store.setEpochDeadline(ticks: Self.answerTicks)
    guard let answer = try? function(in: store) else { return nil }
    return try? memory.withAllUnsafeBytes(in: store) { (all) throws(WasmtimeError) in
      let guest = GuestMemory(all)
      let reply = try guest.reply(at: answer)
      guard reply.length <= Self.mostBytes else {
        throw WasmtimeError(.outOfBounds, "the guest answers with too much")
      }
      return Array(try guest.bytes(at: reply.address, count: reply.length))
    }
  }
}
