import PythonGuest
import Sandbox
import Wasmtime

/// Messages to an instance of a component.
///
/// `@unchecked Sendable`: whoever holds one has it alone, and wasmtime's stores may move between
/// threads.
final class ComponentTransport: WorkerTransport, @unchecked Sendable {
  private let store: Store<PrintingState>
  private let engine: TimedEngine
  private let answer: ComponentFunction

  init(_ model: ComponentModel, _ source: ProgramSource) throws(PythonGuestError) {
    engine = model.engine
    store = Store(
      engine.engine, state: PrintingState(limits: source.limits, output: source.output))
    do throws(SandboxError) {
      let component = model.component
      answer = try engine.run(
        in: store, within: source.limits.time, ending: SandboxError.init(starting:)
      ) { [engine] store throws(WasmtimeError) in
        try Self.answer(Self.instantiate(component, store, engine.engine), store)
      }
    } catch {
      throw PythonGuestError(error, source.limits)
    }
  }

  func exchange(_ request: [UInt8]) throws(PythonGuestError) -> [UInt8] {
    let limits = store.state.limits
    // How much memory a component has is not told, only that a message is a good part of it.
    func ended(_ error: WasmtimeError) -> SandboxError {
      SandboxError(ending: error, memoryLeft: request.count > limits.memory / 8 ? 0 : nil)
    }
    store.state.begin()
    let reply: ComponentValue
    do throws(SandboxError) {
      reply = try engine.run(in: store, within: limits.time, ending: ended) {
        store throws(WasmtimeError) in
        try answer(.string(utf8: Latin1.utf8(of: request)), in: store)
      }
    } catch {
      throw PythonGuestError(error, limits)
    }
    guard case .string(let text) = reply, let bytes = Latin1.bytes(of: text) else {
      throw PythonGuestError(
        .guestCrashed, of: nil, "the interpreter's reply holds what is no byte")
    }
    return bytes
  }

  /// The program that a component of our world carries, or no text.
  ///
  /// - Throws: `usage`, where it is of another world.
  static func carried(
    _ engine: TimedEngine, _ component: Component, _ path: String
  ) throws(PythonGuestError) -> String {
    let limits = Limits()
    let store = Store(engine.engine, state: PrintingState(limits: limits, output: { _, _ in }))
    do throws(SandboxError) {
      return try engine.run(in: store, within: limits.time) { store throws(WasmtimeError) in
        let instance = try instantiate(component, store, engine.engine)
        _ = try answer(instance, store)
        let carried = try instance.function("carried", [], returns: .string, in: store)
        guard case .string(let text) = try carried(in: store), let bytes = Latin1.bytes(of: text)
        else { throw WasmtimeError(.typeMismatch, "what it carries is no text") }
        return String(decoding: bytes, as: UTF8.self)
      }
    } catch {
      throw PythonGuestError(
        .usage, of: .file(path),
        "is no component of the world python-guest:models/program: \(error.reason)",
        underlying: error)
    }
  }

  private static func instantiate(
    _ component: Component, _ store: borrowing Store<PrintingState>, _ engine: Engine
  ) throws(WasmtimeError) -> ComponentInstance {
    // A component holds many instances with one memory, beside small ones of adapters.
    store.setLimits(StoreLimits(memoryBytes: max(store.state.limits.memory, 0)))
    // Clocks and random numbers alone: no folder, no network, and standard streams that lead
    // nowhere, because the program prints through the world's own function.
    try store.setWASI(WASIConfiguration())
    var linker = ComponentLinker<PrintingState>(engine)
    try linker.defineWASI()
    try linker.define("output") { account, values in
      guard values.count == 2, case .u32(let target) = values[0],
        case .string(let text) = values[1],
        let stream = OutputStream(rawValue: Int32(truncatingIfNeeded: target)),
        let bytes = Latin1.bytes(of: text)
      else { throw SandboxError(.misuse("printed what is no text")) }
      try account.print(stream, bytes)
    }
    return try linker.instantiate(component, in: store)
  }

  private static func answer(
    _ instance: ComponentInstance, _ store: borrowing Store<PrintingState>
  ) throws(WasmtimeError) -> ComponentFunction {
    try instance.function("answer", [.string], returns: .string, in: store)
  }
}
