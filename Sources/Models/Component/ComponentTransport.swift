import PythonGuest
import Wasmtime

/// Messages to an instance of a component.
///
/// `@unchecked Sendable`: whoever holds one has it alone, and wasmtime's stores may move between
/// threads.
final class ComponentTransport: WorkerTransport, @unchecked Sendable {
  private let store: Store<CallAccount>
  private let ticker: EpochTicker
  private let answer: ComponentFunction

  init(_ model: ComponentModel, _ source: ProgramSource) throws(PythonGuestError) {
    let account = CallAccount(limits: source.limits, output: source.output)
    ticker = model.ticker
    store = Store(model.engine, state: account)
    do throws(WasmtimeError) {
      let instance = try Self.instantiate(model.component, store, model.ticker, model.engine)
      answer = try Self.answer(instance, store)
    } catch {
      throw PythonGuestError(
        .memoryLimit, of: nil,
        "an instance does not start within the memory limit of \(source.limits.memoryText): "
          + error.message.firstLine, underlying: error)
    }
  }

  func exchange(_ request: [UInt8]) throws(PythonGuestError) -> [UInt8] {
    let limits = store.state.limits
    try ThreadStack.check()
    ticker.begin()
    defer { ticker.end() }
    store.state.begin()
    store.setEpochDeadline(ticks: ticker.ticks(limits.time))
    let reply: ComponentValue
    do throws(WasmtimeError) {
      reply = try answer(.string(utf8: Latin1.utf8(of: request)), in: store)
    } catch {
      // How much memory a component has is not told, only that a message is a good part of it.
      let isShort = request.count > limits.memory / 8
      throw PythonGuestError(ending: error, limits, isMemoryShort: isShort)
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
    _ engine: Engine, _ ticker: EpochTicker, _ component: Component, _ path: String
  ) throws(PythonGuestError) -> String {
    let store = Store(engine, state: CallAccount(limits: Limits(), output: { _, _ in }))
    ticker.begin()
    defer { ticker.end() }
    do throws(WasmtimeError) {
      let instance = try instantiate(component, store, ticker, engine)
      _ = try answer(instance, store)
      let carried = try instance.function("carried", [], returns: .string, in: store)
      guard case .string(let text) = try carried(in: store), let bytes = Latin1.bytes(of: text)
      else { throw WasmtimeError(.typeMismatch, "what it carries is no text") }
      return String(decoding: bytes, as: UTF8.self)
    } catch {
      throw PythonGuestError(
        .usage, of: .file(path),
        "is no component of the world python-guest:models/program: "
          + error.message.firstLine, underlying: error)
    }
  }

  private static func instantiate(
    _ component: Component, _ store: borrowing Store<CallAccount>, _ ticker: EpochTicker,
    _ engine: Engine
  ) throws(WasmtimeError) -> ComponentInstance {
    let limits = store.state.limits
    ticker.begin()
    defer { ticker.end() }
    store.setEpochDeadline(ticks: ticker.ticks(limits.time))
    // A component holds many instances with one memory, beside small ones of adapters.
    store.setLimits(StoreLimits(memoryBytes: max(limits.memory, 0)))
    // Clocks and random numbers alone: no folder, no network, and standard streams that lead
    // nowhere, because the program prints through the world's own function.
    try store.setWASI(WASIConfiguration())
    var linker = ComponentLinker<CallAccount>(engine)
    try linker.defineWASI()
    try linker.define("output") { account, values in
      guard values.count == 2, case .u32(let target) = values[0],
        case .string(let text) = values[1],
        let stream = OutputStream(rawValue: Int32(truncatingIfNeeded: target)),
        let bytes = Latin1.bytes(of: text)
      else { throw PythonGuestError(.guestCrashed, of: nil, "the guest printed what is no text") }
      try account.print(stream, bytes)
    }
    return try linker.instantiate(component, in: store)
  }

  private static func answer(
    _ instance: ComponentInstance, _ store: borrowing Store<CallAccount>
  ) throws(WasmtimeError) -> ComponentFunction {
    try instance.function("answer", [.string], returns: .string, in: store)
  }
}
