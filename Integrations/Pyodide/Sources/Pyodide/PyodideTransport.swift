import JavaScript
import Models
package import PythonGuest
import Sandbox
import Synchronization

/// Carries messages to an interpreter and knows its memory.
protocol InterpreterTransport: WorkerTransport {
  /// Bytes of WebAssembly memory in use.
  var memoryBytes: Int { get }
}

/// Carries messages to an interpreter on a thread of its own.
final class PyodideTransport: InterpreterTransport {
  private let thread: ScriptThread
  private let seat = Seat()
  private let limits: Limits
  /// Whether its thread never came back.
  private let isLost = Mutex(false)

  /// Seconds after the time limit until a thread is given up: C code that calls nothing notices
  /// neither Python's interrupt nor the engine's.
  private static let patience = 1.0

  /// The interpreter's place, which only its thread visits.
  ///
  /// `@unchecked Sendable`: see above.
  private final class Seat: @unchecked Sendable {
    var interpreter: Interpreter?
  }

  /// Recursion in Python is recursion in WebAssembly and in JavaScript.
  static func thread() -> ScriptThread { ScriptThread(name: "pyodide", stack: 64 << 20) }

  /// Starts an interpreter with the packages that a program imports.
  init(
    _ distribution: Distribution, worker: String, snapshot: [UInt8], _ source: ProgramSource
  ) throws(PythonGuestError) {
    let text = try source.requiredText()
    thread = Self.thread()
    limits = source.limits
    try visit { (seat) throws(PythonGuestError) in
      let interpreter = try Interpreter(
        distribution, worker: worker, limits: source.limits, output: source.output)
      try interpreter.resume(snapshot)
      try interpreter.loadPackages(for: text)
      seat.interpreter = interpreter
    }
  }

  deinit {
    let seat = seat
    thread.add { seat.interpreter = nil }
    thread.end()
  }

  func exchange(_ request: [UInt8]) throws(PythonGuestError) -> [UInt8] {
    let patience = limits.time / .seconds(1) + Self.patience
    return try visit(patience: patience) { (seat) throws(PythonGuestError) in
      guard let interpreter = seat.interpreter else {
        throw PythonGuestError(.guestCrashed, of: nil, "the interpreter has ended")
      }
      do throws(PythonGuestError) {
        return try interpreter.exchange(request)
      } catch {
        // Ended by force or crashed, it answers no more.
        seat.interpreter = nil
        throw error
      }
    }
  }

  var memoryBytes: Int {
    (try? visit { (seat) throws(PythonGuestError) in seat.interpreter?.memoryBytes ?? 0 }) ?? 0
  }

  private func visit<Value: Sendable>(
    patience: Double = .infinity,
    _ body: @escaping @Sendable (Seat) throws(PythonGuestError) -> Value
  ) throws(PythonGuestError) -> Value {
    guard !isLost.withLock({ $0 }) else {
      throw PythonGuestError(.guestCrashed, of: nil, "the interpreter has ended")
    }
    let seat = seat
    let result = thread.run(patience: patience) {
      Result { () throws(PythonGuestError) in try body(seat) }
    }
    guard let result else {
      isLost.withLock { $0 = true }
      throw PythonGuestError(SandboxError(.time), limits)
    }
    return try result.get()
  }
}

/// Keeps what passes another transport.
package final class RecordingTransport: InterpreterTransport {
  private let transport: PyodideTransport
  private let record = Mutex<[(request: [UInt8], reply: [UInt8])]>([])

  init(_ transport: PyodideTransport) { self.transport = transport }

  /// The messages so far, with their replies.
  package var passed: [(request: [UInt8], reply: [UInt8])] { record.withLock { $0 } }

  var memoryBytes: Int { transport.memoryBytes }

  package func exchange(_ request: [UInt8]) throws(PythonGuestError) -> [UInt8] {
    let reply = try transport.exchange(request)
    record.withLock { $0.append((request, reply)) }
    return reply
  }
}
