public import Columns

/// Carries messages to an interpreter that runs `pyguest._worker`, and the replies back, within
/// the program's limits. Used by one thread at a time.
public protocol WorkerTransport: AnyObject, Sendable {
  /// Sends a request and waits for the reply.
  ///
  /// - Throws: `time_limit`, `memory_limit`, `output_limit` or `guest_crashed`.
  func exchange(_ request: [UInt8]) throws(PythonGuestError) -> [UInt8]
}

/// A program in an interpreter that the host reaches by messages alone.
public final class WorkerInstance: ProgramInstance {
  public let functions: [Signature]
  private let transport: any WorkerTransport

  /// Loads a program.
  public init(
    _ source: ProgramSource, over transport: any WorkerTransport
  ) throws(PythonGuestError) {
    self.transport = transport
    functions = try WorkerMessage.functions(transport.exchange(WorkerMessage.load(source)))
  }

  public func call(_ function: Int, _ batch: Batch) throws(PythonGuestError) -> Column {
    let reply = try transport.exchange(WorkerMessage.call(function, batch))
    return try WorkerMessage.column(
      reply, of: functions[function].returns.column, rows: batch.rowCount)
  }
}
