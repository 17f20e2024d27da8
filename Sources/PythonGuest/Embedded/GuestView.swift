import GuestInterface
import Sandbox
import Wasmtime

/// What the host can see of a guest in the midst of a call. The guest may lie about all of it.
struct GuestView {
  let memory: Memory
  /// Address of the guest's ``ProgressDescriptor``.
  let progress: UInt32
  let stack: TypedFunction<UInt32>
  let misfit: TypedFunction<UInt32>

  /// The row that the guest is at, of `rows`; nil where it tells of none.
  ///
  /// - Parameter word: reads a word of guest memory, where there is one.
  func row(of rows: Int, _ word: (UInt32) -> UInt32?) -> Int? {
    guard let start = word(progress), let count = word(progress &+ 4),
      let position = word(progress &+ 8), let numbers = word(progress &+ 12)
    else { return nil }
    let told = ProgressDescriptor(start: start, count: count, position: position, rows: numbers)
    return Self.row(told, word).flatMap { 0..<rows ~= $0 ? $0 : nil }
  }

  /// Forgets where the guest was in another call.
  func clearProgress(in store: borrowing some StoreContext & ~Copyable) throws(WasmtimeError) {
    try memory.withUnsafeMutableBytes(
      in: store, at: progress, count: UInt32(ProgressDescriptor.byteCount)
    ) { (words: UnsafeMutableRawBufferPointer) in
      _ = words.initializeMemory(as: UInt8.self, repeating: 0)
    }
  }

  private static func row(_ progress: ProgressDescriptor, _ word: (UInt32) -> UInt32?) -> Int? {
    guard progress.position != 0, progress.count > 0 else { return Int(progress.start) }
    // A loop's position is one past the row that runs, 0 before the first and -1 behind the last.
    guard let begun = word(progress.position).map({ Int32(bitPattern: $0) }) else { return nil }
    let position = begun < 0 ? progress.count - 1 : UInt32(max(begun - 1, 0))
    guard position < progress.count else { return nil }
    if progress.rows == 0 { return Int(progress.start) + Int(position) }
    return word(progress.rows &+ position &* 4).map { Int($0) }
  }

  // MARK: What an ended guest leaves

  /// Where Python stood, as it prints a traceback; nil where the guest does not tell in time.
  func traceback<State>(
    in store: borrowing Store<State>, _ engine: TimedEngine, _ watch: MemoryWatch?
  ) -> String? {
    answer(of: stack, in: store, engine, watch).flatMap { PythonStack($0)?.traceback }
  }

  /// The first result before the row at which the guest ended that does not fit its type.
  func earlierMisfit<State>(
    in store: borrowing Store<State>, _ engine: TimedEngine, _ watch: MemoryWatch?
  ) -> EarlierMisfit? {
    answer(of: misfit, in: store, engine, watch).flatMap { EarlierMisfit($0) }
  }

  /// Time that the guest may take for an answer.
  private static let answerTime = Duration.milliseconds(10)
  /// More than any such answer has.
  private static let mostBytes: UInt32 = 1 << 16

  private func answer<State>(
    of function: TypedFunction<UInt32>, in store: borrowing Store<State>, _ engine: TimedEngine,
    _ watch: MemoryWatch?
  ) -> [UInt8]? {
    let place = try? engine.run(in: store, within: Self.answerTime, watch: watch) {
      store throws(WasmtimeError) in try function(in: store)
    }
    guard let place else { return nil }
    return try? memory.withAllUnsafeBytes(in: store) { (all) throws(WasmtimeError) in
      let guest = GuestMemory(all)
      let reply = try guest.reply(at: place)
      guard reply.length <= Self.mostBytes else {
        throw WasmtimeError(.outOfBounds, "the guest answers with too much")
      }
      return Array(try guest.bytes(at: reply.address, count: reply.length))
    }
  }
}
