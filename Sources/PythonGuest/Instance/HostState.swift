import Wasmtime

/// Where a program's printed text goes.
public enum OutputStream: Int32, Sendable {
  /// What `print` writes to.
  case standardOutput = 1
  /// What warnings and `sys.stderr` go to.
  case standardError = 2
}

/// Receives what a program prints, as it prints it: whole pieces of UTF-8, usually.
public typealias OutputHandler = @Sendable (OutputStream, [UInt8]) -> Void

/// What the host keeps for one instance: the doors' settings and the running call's account.
final class HostState {
  let limits: Limits
  let output: OutputHandler
  /// Where a snapshot is taken, clocks stand still and random bytes follow a rule, so that
  /// the same sources give the same image.
  let isReproducible: Bool

  /// How long a call may last, in nanoseconds.
  let callNanoseconds: Int64
  /// When the running call's time is up, by the monotonic clock.
  private(set) var deadline: Int64 = 0
  private var printed = 0

  init(limits: Limits, isReproducible: Bool = false, output: @escaping OutputHandler) {
    self.limits = limits
    self.isReproducible = isReproducible
    self.output = output
    callNanoseconds = Monotonic.nanoseconds(limits.time)
  }

  /// Opens the account of a call that starts now.
  func begin(_ now: Int64 = Monotonic.now) {
    deadline = now &+ callNanoseconds
    printed = 0
  }

  /// Counts printed bytes before they are taken.
  func charge(output count: Int) throws(PythonGuestError) {
    guard count <= limits.output - printed else {
      throw PythonGuestError(
        .outputLimit, "printed more than the output limit of \(limits.outputText) a call")
    }
    printed += count
  }
}
