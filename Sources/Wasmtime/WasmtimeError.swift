/// Why compiling, linking or running a module failed.
public struct WasmtimeError: Error, Sendable {
  /// What kind of failure it is.
  public var code: Code
  /// What happened, in one or a few lines.
  public var message: String
  /// The WebAssembly frames that were active, innermost first, one a line.
  public var backtrace: String?
  /// What a host function threw.
  public var underlyingError: (any Error)?

  /// Creates an error, for instance one to be thrown by a host function.
  public init(
    _ code: Code, _ message: String, backtrace: String? = nil, underlyingError: (any Error)? = nil
  ) {
    self.code = code
    self.message = message
    self.backtrace = backtrace
    self.underlyingError = underlyingError
  }
}

extension WasmtimeError {
  /// The kind of a failure. Later versions may add some.
  public struct Code: Hashable, Sendable {
    private enum Kind: Hashable {
      case configuration, compilation, deserialization, serialization, linking, instantiation
      case noSuchExport, typeMismatch, outOfBounds, growth, host, other
      case trap(TrapCode)
      case exit(Int32)
    }

    private let kind: Kind

    /// An engine's settings contradict each other.
    public static let configuration = Code(kind: .configuration)
    /// The bytes are not a valid module.
    public static let compilation = Code(kind: .compilation)
    /// A module could not be serialised.
    public static let serialization = Code(kind: .serialization)
    /// The file or bytes are not a module serialised by this version and configuration.
    public static let deserialization = Code(kind: .deserialization)
    /// An import is not defined, defined twice or of another type.
    public static let linking = Code(kind: .linking)
    /// An instance could not be created, for instance because a limit was reached.
    public static let instantiation = Code(kind: .instantiation)
    /// An instance exports nothing of that name and kind.
    public static let noSuchExport = Code(kind: .noSuchExport)
    /// An exported function has other parameters or results.
    public static let typeMismatch = Code(kind: .typeMismatch)
    /// An address and count reach past the end of a memory.
    public static let outOfBounds = Code(kind: .outOfBounds)
    /// A memory could not grow.
    public static let growth = Code(kind: .growth)
    /// A host function threw ``WasmtimeError/underlyingError``.
    public static let host = Code(kind: .host)
    /// wasmtime gave a message and no kind.
    public static let other = Code(kind: .other)
    /// Execution trapped.
    public static func trap(_ code: TrapCode) -> Code { Code(kind: .trap(code)) }
    /// The module asked for its end with that status.
    public static func exit(_ status: Int32) -> Code { Code(kind: .exit(status)) }

    /// The trap, where the code is one.
    public var trapCode: TrapCode? {
      if case .trap(let code) = kind { code } else { nil }
    }

    /// The exit status, where the code is one.
    public var exitStatus: Int32? {
      if case .exit(let status) = kind { status } else { nil }
    }
  }
}

extension WasmtimeError.Code: CustomStringConvertible {
  public var description: String {
    switch kind {
    case .trap(let code): "trap(\(code))"
    case .exit(let status): "exit(\(status))"
    default: "\(kind)"
    }
  }
}

extension WasmtimeError: CustomStringConvertible {
  public var description: String {
    guard let backtrace else { return "\(code): \(message)" }
    return "\(code): \(message)\n\(backtrace)"
  }
}
