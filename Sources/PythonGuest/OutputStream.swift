/// Where a program's printed text goes.
public enum OutputStream: Int32, Sendable {
  /// What `print` writes to.
  case standardOutput = 1
  /// What warnings and `sys.stderr` go to.
  case standardError = 2
}

/// Receives what a program prints, as it prints it: whole pieces of UTF-8, usually.
public typealias OutputHandler = @Sendable (OutputStream, [UInt8]) -> Void
