public import Wasmtime

/// What ended a run of WebAssembly, or kept it from starting.
///
/// It tells what happened, and neither to whom nor within which limits: whoever set those puts it
/// in words.
public struct SandboxError: Error, Sendable {
  public var kind: Kind
  /// What caused this, where it was an error of a lower layer.
  public var underlying: (any Error)?

  public init(_ kind: Kind, underlying: (any Error)? = nil) {
    self.kind = kind
    self.underlying = underlying
  }

  public enum Kind: Sendable, Hashable {
    /// It ran longer than it may.
    case time
    /// It printed more than it may.
    case output
    /// It needed more memory than it may have.
    case memory
    /// It does not start in the memory that it may have, for the reason given.
    case memoryAtStart(String)
    /// It did not start, for another reason.
    case start(String)
    /// It ended itself.
    case exit(status: Int32)
    /// Its calls were nested too deep.
    case stackOverflow
    /// It broke off, for the reason given.
    case crash(String)
    /// It broke a rule of the sandbox: what it did, as a phrase that begins with a verb.
    case misuse(String)
    /// It used a door that is shut to it, which that permission opens.
    case shut(door: String, permission: String)
    /// Nothing ran: the calling thread has too little stack left.
    case threadTooSmall(bytesLeft: Int, bytesNeeded: Int)
    /// Nothing ran: this machine cannot run WebAssembly, for the reason given.
    case unavailable(String)
  }
}

extension SandboxError {
  /// What ended a call into an instance that was running.
  ///
  /// - Parameter memoryLeft: bytes that its memory may still grow by; nil where that is not known.
  public init(ending error: WasmtimeError, memoryLeft: Int? = nil) {
    if let own = error.underlyingError as? SandboxError {
      self = own
      return
    }
    let kind: Kind =
      if error.code == .trap(.interrupt) {
        .time
      } else if error.code == .growth || memoryLeft.map({ $0 < Self.leastMemory }) == true {
        .memory
      } else if let status = error.code.exitStatus {
        .exit(status: status)
      } else if error.code == .trap(.stackOverflow) {
        .stackOverflow
      } else {
        .crash(error.message.firstLine)
      }
    self.init(kind, underlying: error)
  }

  /// With less than that to grow into, CPython may have ended for want of memory.
  private static let leastMemory = 16 * Memory.pageBytes

  /// What kept an instance from starting.
  public init(starting error: WasmtimeError) {
    if error.underlyingError is SandboxError || error.code == .trap(.interrupt) {
      self.init(ending: error)
      return
    }
    if error.message.contains(Self.outOfMappings) {
      self.init(.start(Self.mappingAdvice), underlying: error)
      return
    }
    let reason = error.message.firstLine
    let isMemory = error.code == .instantiation || error.code == .growth
    self.init(isMemory ? .memoryAtStart(reason) : .start(reason), underlying: error)
  }

  /// ENOMEM, as wasmtime words it. Reserving address space takes no memory, so what has run out is
  /// something else.
  private static let outOfMappings = "(os error 12)"
  private static let mappingAdvice = """
    this process has no room left for another one, which takes 4 GiB of address space and up to \
    seven mappings: Linux grants a process 65,530 mappings, or what sysctl vm.max_map_count says. \
    End instances that are not needed, or raise that number
    """

  /// What happened in a line, where no limit is to be named.
  package var reason: String {
    (underlying as? WasmtimeError)?.message.firstLine ?? "\(kind)"
  }
}

extension String {
  /// The text up to its first line break.
  package var firstLine: String { String(split(whereSeparator: \.isNewline).first ?? "") }
}
