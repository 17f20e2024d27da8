public import Columns

/// An instance of a program that its owner holds across calls: what one stores in globals, the next
/// finds. It ends with its owner, and with a limit or a crash.
///
/// Calls without a session are lent whichever instance is idle, so that they may run on several
/// threads; those of a session follow one another.
public struct Session: ~Copyable, Sendable {
  let pool: InstancePool
  let instance: any ProgramInstance

  init(_ pool: InstancePool, _ instance: any ProgramInstance) {
    self.pool = pool
    self.instance = instance
  }

  /// Whether an earlier call has ended it for good.
  public var isEnded: Bool { instance.isEnded }

  /// Runs a function of the program over a batch, as ``Function/call(_:)-(Batch)`` does.
  ///
  /// - Throws: what that throws; `usage` for a function of another program, or once the session has
  ///   ended.
  public mutating func call(
    _ function: Function, _ batch: Batch
  ) throws(PythonGuestError) -> Batch {
    try check(function)
    return try function.call(batch, on: instance)
  }

  /// Runs a function of the program once, as ``Function/call(_:)-([Value])`` does.
  ///
  /// - Throws: as for a batch.
  public mutating func call(
    _ function: Function, _ values: [Value]
  ) throws(PythonGuestError) -> Value {
    try check(function)
    return try function.call(values, on: instance)
  }

  func check(_ function: Function, is kind: Signature.Kind = .scalar) throws(PythonGuestError) {
    try function.check(is: kind)
    guard function.belongs(to: pool) else {
      throw PythonGuestError(.usage, "\(function.signature.name) is of another program")
    }
    if instance.isEnded {
      throw PythonGuestError(.usage, "the session ended with an earlier call; lease another")
    }
  }
}

extension Function {
  /// Starts an instance of the function's program, as ``Program/lease()`` does.
  public func lease() throws(PythonGuestError) -> Session { Session(pool, try pool.make()) }
}
