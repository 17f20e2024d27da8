import PythonGuest

/// What the host keeps for one instance: the running call's account. Used by one thread at a
/// time.
final class CallAccount {
  let limits: Limits
  private let output: OutputHandler
  private var printed = 0
  private var deadline = ContinuousClock.Instant?.none

  init(limits: Limits, output: @escaping OutputHandler) {
    self.limits = limits
    self.output = output
  }

  /// Opens a call's account.
  func begin() {
    printed = 0
    deadline = .now + limits.time
  }

  /// Hands on what a program prints, within its limit.
  func print(_ stream: OutputStream, _ bytes: [UInt8]) throws(PythonGuestError) {
    guard bytes.count <= limits.output - printed else { throw limits.outputError }
    printed += bytes.count
    RunningCall.$deadline.withValue(deadline) { output(stream, bytes) }
    if let deadline, deadline < .now { throw limits.timeError }
  }
}
