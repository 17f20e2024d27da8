import Columns
import GRDBSQLite
import PythonGuest

/// An aggregate that SQLite calls, with a number of arguments.
///
/// Rows are gathered over all groups and given to Python many at once, before anybody asks what came
/// of them. A group is one of SQLite's contexts, which holds its number.
final class SQLAggregate {
  private let sourced: SourcedFunction
  private var function: Function { sourced.function }
  private let calls: FunctionCalls
  /// Leased for the first row.
  private var session: Session?
  private var waiting: WaitingRows
  private var groups = GroupNumbers()
  /// The rows of windows' frames, where Python cannot take rows back.
  private var frames: WindowFrames?

  /// - Parameter mayBeWindow: whether the query has windows.
  init(
    _ sourced: SourcedFunction, arity: Int, _ calls: FunctionCalls, mayBeWindow: Bool, memory: Int
  ) {
    self.sourced = sourced
    self.calls = calls
    let signature = sourced.function.signature
    waiting = WaitingRows(signature.parameters(for: arity).map(\.type.column))
    if mayBeWindow, !signature.canRetract { frames = WindowFrames(mostBytes: memory) }
  }

  // MARK: What SQLite calls

  /// A row that enters a group, or a window's frame.
  func step(_ context: OpaquePointer, _ arguments: UnsafeBufferPointer<OpaquePointer?>) {
    answering(context) { () throws(PythonGuestError) in
      calls.count &+= 1
      let (group, values) = (group(of: context), try sourced.values(arguments))
      try frames?.append(values, to: group)
      try give(values, to: group, .accumulate)
    }
  }

  /// A row that leaves a window's frame: the one that entered first.
  func inverse(_ context: OpaquePointer, _ arguments: UnsafeBufferPointer<OpaquePointer?>) {
    answering(context) { () throws(PythonGuestError) in
      let group = group(of: context)
      if frames != nil {
        frames?.removeFirst(of: group)
      } else {
        try give(try sourced.values(arguments), to: group, .retract)
      }
    }
  }

  /// What comes of a frame so far.
  func value(_ context: OpaquePointer) {
    answering(context) { () throws(PythonGuestError) in
      let group = group(of: context)
      try recompute(group)
      try finish(group).setResult(of: context)
    }
  }

  /// What came of a group, of which no more is heard.
  func final(_ context: OpaquePointer) {
    let group = group(of: context)
    defer {
      frames?.remove(group)
      groups.release(group)
    }
    // After a failure SQLite only tidies up.
    guard calls.failure == nil else { return }
    answering(context) { () throws(PythonGuestError) in
      try recompute(group)
      let result = try finish(group)
      try discard(group)
      result.setResult(of: context)
    }
  }

  private func answering(
    _ context: OpaquePointer, _ body: () throws(PythonGuestError) -> Void
  ) {
    do throws(PythonGuestError) {
      try body()
    } catch {
      var error = error
      // Rows are counted in the order that SQLite gives them, which says nothing.
      error.row = nil
      if calls.failure == nil {
        calls.failure = SourceFailure(file: sourced.source.file, error: error)
      }
      sqlite3_result_error(context, error.message, -1)
    }
  }

  /// The number of a context's group, which it holds plus one.
  private func group(of context: OpaquePointer) -> UInt32 {
    let place = sqlite3_aggregate_context(context, Int32(MemoryLayout<UInt32>.size))
    guard let number = place?.assumingMemoryBound(to: UInt32.self) else { return groups.take() }
    if number.pointee == 0 { number.pointee = groups.take() + 1 }
    return number.pointee - 1
  }

  // MARK: What Python is given

  private func give(
    _ values: [Value], to group: UInt32, _ operation: WaitingRows.Operation
  ) throws(PythonGuestError) {
    if waiting.operation != operation || waiting.isFull { try flush() }
    try waiting.append(values, to: group, operation)
  }

  private func flush() throws(PythonGuestError) {
    guard waiting.count > 0 else { return }
    let (operation, batch, groups) = (waiting.operation, try waiting.takeBatch(), waiting.groups)
    waiting.groups = []
    let numbers = try WaitingRows.column(groups)
    try lease()
    switch operation {
    case .accumulate: try session?.accumulate(function, batch, groups: numbers)
    case .retract: try session?.retract(function, batch, groups: numbers)
    }
  }

  private func finish(_ group: UInt32) throws(PythonGuestError) -> Value {
    try flush()
    try lease()
    guard let result = try session?.finish(function, groups: WaitingRows.column([group])) else {
      return .null
    }
    do throws(ColumnError) {
      return try result.columns[0].value(at: 0)
    } catch {
      throw PythonGuestError(.internal, error.message, underlying: error)
    }
  }

  private func discard(_ group: UInt32) throws(PythonGuestError) {
    try session?.discard(function, groups: WaitingRows.column([group]))
  }

  /// Gives a frame that has lost rows to a fresh state.
  private func recompute(_ group: UInt32) throws(PythonGuestError) {
    guard let rows = frames?.changed(group) else { return }
    try flush()
    try discard(group)
    for row in rows { try give(row, to: group, .accumulate) }
  }

  private func lease() throws(PythonGuestError) {
    if session == nil { session = try function.lease() }
  }
}

/// Numbers of groups, the lowest that are free.
private struct GroupNumbers {
  private var free: [UInt32] = []
  private var next: UInt32 = 0

  mutating func take() -> UInt32 {
    if let number = free.popLast() { return number }
    next += 1
    return next - 1
  }

  mutating func release(_ number: UInt32) { free.append(number) }
}
