package import Sandbox

/// Where a program's printed text goes.
public enum OutputStream: Int32, Sendable {
  /// What `print` writes to.
  case standardOutput = 1
  /// What warnings and `sys.stderr` go to.
  case standardError = 2
}

/// Receives what a program prints, as it prints it: whole pieces of UTF-8, usually.
public typealias OutputHandler = @Sendable (OutputStream, [UInt8]) -> Void

extension CallAccount {
  /// Hands on what a program printed, which was charged. An output handler that takes longer than
  /// there is time ends the call.
  package func deliver(
    _ bytes: [UInt8], of stream: OutputStream, to output: OutputHandler
  ) throws(SandboxError) {
    RunningCall.$deadline.withValue(end) { output(stream, bytes) }
    try checkTime()
  }
}
