import Foundation
import JavaScript
import PythonGuest

/// Ends what runs too long or prints too much: politely, with Python's KeyboardInterrupt, and
/// soon after by force, which leaves the interpreter unusable.
///
/// `@unchecked Sendable`: used by the interpreter's thread alone.
final class Watchdog: @unchecked Sendable {
  /// Pyodide reads its first byte: 2 is Ctrl-C.
  let interruptBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 8)
  /// What was exceeded since `begin`.
  private(set) var exceeded: PythonGuestError?
  /// Whether a script was ended by force.
  private(set) var isSpent = false

  /// How long a program may take to act on its KeyboardInterrupt.
  private static let grace = 0.25

  private unowned let context: ScriptContext
  private var onTime = PythonGuestError(.timeLimit, "")

  init(_ context: ScriptContext) {
    self.context = context
    interruptBuffer.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { interruptBuffer.deallocate() }

  /// Starts to measure.
  func begin(_ time: Duration, _ error: PythonGuestError) {
    exceeded = nil
    onTime = error
    interruptBuffer[0] = 0
    let seconds = Self.seconds(time)
    let deadline = Self.now() + seconds
    context.interrupt(after: seconds) { [self] in
      if exceeded == nil {
        // The engine counts the processor's time; the limit is of elapsed time.
        let rest = deadline - Self.now()
        if rest > 0.001 { return rest }
        exceed(onTime)
        return Self.grace
      }
      isSpent = true
      return nil
    }
  }

  /// Ends the program for another reason.
  func end(_ error: PythonGuestError) {
    guard exceeded == nil else { return }
    exceed(error)
    context.askAgain(after: Self.grace)
  }

  private func exceed(_ error: PythonGuestError) {
    exceeded = error
    interruptBuffer[0] = 2
  }

  private static func seconds(_ time: Duration) -> Double {
    Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
  }

  static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
