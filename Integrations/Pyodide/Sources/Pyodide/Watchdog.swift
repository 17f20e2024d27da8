import Foundation
import JavaScript
import PythonGuest
import Synchronization

/// Ends what runs too long or prints too much: politely, with Python's KeyboardInterrupt, and
/// soon after by force, which leaves the interpreter unusable.
///
/// Python looks for interrupts itself, in memory that another thread writes to. The engine looks
/// for its own only where JavaScript runs, which Python calls each time it looks.
///
/// `@unchecked Sendable`: the context is the interpreter's thread's alone; the lock guards the
/// account, and the memory is written whole.
final class Watchdog: @unchecked Sendable {
  /// Pyodide reads its first byte: 2 is Ctrl-C.
  let interruptBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 8)

  /// How long a program may take to act on its KeyboardInterrupt.
  private static let grace = 0.25
  private static let queue = DispatchQueue(label: "pyodide-watchdog", qos: .userInteractive)

  private struct Account {
    var deadline = Double.infinity
    var onTime = PythonGuestError(.timeLimit, "")
    var exceeded: PythonGuestError?
    /// When the queue looks next, while it will.
    var nextLook = Double.infinity
  }

  private unowned let context: ScriptContext
  private let account = Mutex(Account())

  init(_ context: ScriptContext) {
    self.context = context
    interruptBuffer.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { interruptBuffer.deallocate() }

  /// What was exceeded since `begin`.
  var exceeded: PythonGuestError? { account.withLock { $0.exceeded } }

  /// By when the call that runs must have ended.
  var callEnd: ContinuousClock.Instant? {
    let deadline = account.withLock { $0.deadline }
    return deadline.isFinite ? .now + .seconds(deadline - Self.now()) : nil
  }

  /// Starts to measure.
  func begin(_ time: Duration, _ error: PythonGuestError) {
    let seconds = time / .seconds(1)
    let deadline = Self.now() + seconds
    let isLookedAfter = account.withLock { account in
      account.deadline = deadline
      account.onTime = error
      account.exceeded = nil
      interruptBuffer[0] = 0
      defer { account.nextLook = min(account.nextLook, deadline) }
      return account.nextLook <= deadline
    }
    if !isLookedAfter { look(after: seconds) }
    context.interrupt(after: seconds + Self.grace) { [self] in
      // The engine counts the processor's time; the limit is of elapsed time.
      exceeded == nil ? max(deadline - Self.now(), 0) + Self.grace : nil
    }
  }

  /// Ends the program for another reason.
  func end(_ error: PythonGuestError) {
    account.withLock { exceed($0.exceeded ?? error, &$0) }
    context.askAgain(after: Self.grace)
  }

  // MARK: Time

  /// One look serves many short calls: it is put off while none has run too long.
  private func look(after seconds: Double) {
    Self.queue.asyncAfter(deadline: .now() + seconds) { [weak self] in
      if let rest = self?.look() { self?.look(after: rest) }
    }
  }

  /// Interrupts what runs too long; answers with the seconds until it is to look again.
  private func look() -> Double? {
    account.withLock { account in
      let now = Self.now()
      // Another look is due before this one was.
      guard account.nextLook <= now + 0.001 else { return nil }
      account.nextLook = .infinity
      guard account.exceeded == nil, account.deadline.isFinite else { return nil }
      let rest = account.deadline - now
      if rest > 0.001 {
        account.nextLook = account.deadline
        return rest
      }
      exceed(account.onTime, &account)
      return nil
    }
  }

  private func exceed(_ error: PythonGuestError, _ account: inout Account) {
    account.exceeded = error
    interruptBuffer[0] = 2
  }

  static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
