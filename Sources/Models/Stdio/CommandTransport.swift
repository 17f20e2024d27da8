import Foundation
import PythonGuest
import Sandbox
import Wasmtime

/// A WASI command on a thread of its own, which answers messages until it is let go of.
final class CommandTransport: WorkerTransport {
  private let mailbox = Mailbox()
  private let limits: Limits
  private let output: OutputHandler

  /// Starts a command.
  ///
  /// - Parameter configuration: what it finds; the mark of its replies becomes its last argument.
  init(
    _ command: WASICommand, _ configuration: WASIConfiguration, limits: Limits,
    output: @escaping OutputHandler
  ) {
    self.limits = limits
    self.output = output
    let run = CommandRun(command, configuration, limits, mailbox)
    let thread = Thread { run.run() }
    thread.name = "Python"
    thread.stackSize = CommandEngine.stackBytes + (2 << 20)
    thread.start()
  }

  deinit { mailbox.close() }

  func exchange(_ request: [UInt8]) throws(PythonGuestError) -> [UInt8] {
    mailbox.send(request)
    while true {
      switch mailbox.nextEvent() {
      case .printed(let stream, let bytes, let account):
        do throws(SandboxError) {
          try account.deliver(bytes, of: stream, to: output)
        } catch {
          throw PythonGuestError(error, limits)
        }
      case .replied(let reply): return reply
      case .ended(let error):
        // Whoever asks again is told again.
        mailbox.tell(.ended(error))
        throw error
      }
    }
  }
}

/// What the thread of a command does.
private struct CommandRun: Sendable {
  private let command: WASICommand
  private let configuration: WASIConfiguration
  private let limits: Limits
  private let mailbox: Mailbox

  init(
    _ command: WASICommand, _ configuration: WASIConfiguration, _ limits: Limits,
    _ mailbox: Mailbox
  ) {
    self.command = command
    self.configuration = configuration
    self.limits = limits
    self.mailbox = mailbox
  }

  func run() {
    let state = CommandState(command, limits: limits, mailbox: mailbox)
    var configuration = configuration
    configuration.arguments.append(state.markText)
    let store = Store(command.engine.engine, state: state)
    // The second instance reads files.
    store.setLimits(
      StoreLimits(memoryBytes: max(limits.memory, 0), instances: 2, tables: 2, memories: 1))
    store.onEpochDeadline { store in
      try store.state.account.checkTime()
      return 1
    }
    var memory: Memory?
    func ended(_ error: WasmtimeError) -> SandboxError {
      guard let memory else { return SandboxError(starting: error) }
      return SandboxError(ending: error, memoryLeft: limits.memory - memory.byteCount(in: store))
    }
    do throws(SandboxError) {
      try command.engine.watch(store, ending: ended) { store throws(WasmtimeError) in
        try store.setWASI(configuration)
        let instance = try command.template.instantiate(in: store)
        memory = try instance.memory(in: store)
        let start: TypedFunction<Void> = try instance.function("_start", in: store)
        try start(in: store)
        throw WasmtimeError(.exit(0), "the command has ended")
      }
    } catch {
      mailbox.tell(.ended(describe(error, state)))
    }
  }

  // MARK: What ended it

  private func describe(_ error: SandboxError, _ state: CommandState) -> PythonGuestError {
    if state.hasStarted { return PythonGuestError(error, limits) }
    switch error.kind {
    case .memory, .memoryAtStart, .misuse, .threadTooSmall: return PythonGuestError(error, limits)
    case .start(let reason):
      return PythonGuestError(.usage, "the interpreter did not start: \(reason)")
    case .time:
      return PythonGuestError(
        .usage,
        "the interpreter did not start within \(CommandState.startTime.components.seconds) s")
    default: return noInterpreter(error, state)
    }
  }

  /// A command that ended before it asked for a request: it runs no Python, or lacks its library.
  private func noInterpreter(_ error: SandboxError, _ state: CommandState) -> PythonGuestError {
    let lines = String(decoding: state.startText, as: UTF8.self).split(separator: "\n")
    let said = lines.last.map { "; it said: \($0)" } ?? ""
    return PythonGuestError(
      .usage,
      "the module did not start as a Python interpreter (\(error.reason))\(said)",
      underlying: error)
  }
}
