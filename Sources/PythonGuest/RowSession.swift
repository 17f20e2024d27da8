/// An instance of a program in which functions are called row by row: what one call stores in
/// globals, the next finds.
///
/// It is for surfaces that are called by others, such as a database's functions: they hold a
/// ``Row`` for each function, and all of one session share an instance. After a limit or a crash
/// the next call has another instance, unless the session was made of a ``Session``. Sessions
/// and their rows are used on one thread at a time.
public final class RowSession {
  private let pool: InstancePool
  private let isLeased: Bool
  private var instance: (any ProgramInstance)?
  /// Whether a call runs, or its result is lent.
  @exclusivity(unchecked) private var isRunning = false
  /// Counts the instances, so that rows know theirs.
  private(set) var generation = 0
  /// Changes whenever memory may have moved, a result has gone or is not to be touched: rows whose
  /// number it is may go on as they are.
  @exclusivity(unchecked) private(set) var state = 0

  init(_ pool: InstancePool) {
    self.pool = pool
    isLeased = false
  }

  /// Turns a session into one of single rows, which ends as it would have.
  public init(_ session: consuming Session) {
    pool = session.pool
    instance = session.instance
    isLeased = true
  }

  deinit {
    if let instance, !isLeased, !instance.isEnded { pool.put(back: instance) }
  }

  /// Whether an earlier call has ended it for good, which happens only to one that was made of a
  /// ``Session``.
  public var isEnded: Bool { isLeased && instance?.isEnded == true }

  /// Whether a function is one of the program's.
  func offers(_ function: Function) -> Bool { function.belongs(to: pool) }

  // MARK: The instance

  /// The instance, to prepare calls in it.
  func use() throws(PythonGuestError) -> any ProgramInstance {
    try checkIdle()
    if let instance {
      guard instance.isEnded else { return instance }
      throw PythonGuestError(.usage, "the session ended with an earlier call; lease another")
    }
    let taken = try pool.take()
    instance = taken
    generation += 1
    return taken
  }

  private func checkIdle() throws(PythonGuestError) {
    guard isRunning else { return }
    throw PythonGuestError(
      .usage, "the session is in the midst of a call; use another, or wait until it has ended")
  }

  /// Runs a call.
  ///
  /// - Returns: the state in which its result can be read.
  @inline(__always)
  func run(_ body: () throws(PythonGuestError) -> Void) throws(PythonGuestError) -> Int {
    state &+= 1
    isRunning = true
    defer {
      isRunning = false
      state &+= 1
    }
    do throws(PythonGuestError) {
      try body()
    } catch {
      lose(after: error)
      throw error
    }
    return state &+ 1
  }

  /// Lends a result, which nobody's call must take away.
  func lend<Result>(
    _ body: () throws(PythonGuestError) -> Result
  ) throws(PythonGuestError) -> Result {
    let before = state
    state &+= 1
    isRunning = true
    defer {
      isRunning = false
      state = before
    }
    return try body()
  }

  /// Lets go of an instance that an error says may be broken.
  func lose(after error: PythonGuestError) {
    state &+= 1
    guard !isLeased, !error.leavesInstanceUsable || instance?.isEnded == true else { return }
    instance = nil
    generation += 1
  }
}
