import PythonGuest
import Sandbox

/// What the host keeps for one instance: the running call's account, and where its prints go. Used
/// by one thread at a time.
final class PrintingState {
  let limits: Limits
  private let output: OutputHandler
  private var account: CallAccount

  init(limits: Limits, output: @escaping OutputHandler) {
    self.limits = limits
    self.output = output
    account = CallAccount(time: limits.time, output: limits.output)
  }

  /// Opens a call's account.
  func begin() { account.open() }

  /// Hands on what a program prints, within its limits.
  func print(_ stream: OutputStream, _ bytes: [UInt8]) throws(SandboxError) {
    try account.charge(output: bytes.count)
    try account.deliver(bytes, of: stream, to: output)
  }
}
