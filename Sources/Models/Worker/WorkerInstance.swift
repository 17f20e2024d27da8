public import Columns
public import PythonGuest

/// Carries messages to an interpreter that runs `pyguest.worker`, and the replies back, within
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
  public let notOffered: [NotOffered]
  private let transport: any WorkerTransport
  private let limits: Limits

  /// Loads a program.
  public init(
    _ source: ProgramSource, over transport: any WorkerTransport
  ) throws(PythonGuestError) {
    self.transport = transport
    limits = source.limits
    guard source.packages.isEmpty else {
      throw PythonGuestError(
        .dependency, "this model takes no packages; run the program in the model embedded",
        isWhileLoading: true)
    }
    let reply = try transport.exchange(WorkerMessage.load(source))
    do {
      let description = try WorkerMessage.description(reply, of: source.file)
      functions = description.functions
      notOffered = description.notOffered
    } catch {
      throw error.naming(source.limits)
    }
  }

  public func call(_ function: Int, _ batch: Batch) throws(PythonGuestError) -> Column {
    let signature = functions[function]
    if !signature.isVectorized {
      return try map(
        function, signature.parameters(for: batch.columns.count), signature.returns, batch)
    }
    let reply = try transport.exchange(WorkerMessage.call(function, batch))
    do {
      return try WorkerMessage.column(
        reply, of: signature.returns.column, rows: batch.rowCount)
    } catch {
      throw error.naming(limits)
    }
  }

  public func perform(
    _ operation: Operation, of function: Int, _ batch: Batch
  ) throws(PythonGuestError) -> Column {
    let signature = functions[function]
    return try map(
      signature.number(of: operation),
      signature.parameters(of: operation, arguments: batch.columns.count),
      signature.result(of: operation), batch)
  }

  public func rows(
    of function: Int, table: UInt32, atMost most: Int
  ) throws(PythonGuestError) -> Column {
    let signature = functions[function]
    let most = min(most, RowSlices.sliceRows)
    let request = try WorkerMessage.next(signature.number(of: .next), table: table, rows: most)
    let reply = try transport.exchange(request)
    do {
      return try WorkerMessage.rows(
        reply, of: signature.returns.column, atMost: most, mostBytes: limits.memory)
    } catch {
      throw error.naming(limits)
    }
  }

  /// Calls a function once a row, for the rows that it takes.
  private func map(
    _ function: Int, _ parameters: [Parameter], _ returns: ValueType, _ batch: Batch
  ) throws(PythonGuestError) -> Column {
    let slices = RowSlices(batch, for: parameters)
    let reply = try transport.exchange(WorkerMessage.map(function, batch, slices))
    do {
      return try WorkerMessage.column(
        reply, of: returns.column, slices, mostBytes: limits.memory)
    } catch {
      var named = error.naming(limits)
      named.row = error.row.map(slices.row)
      throw named
    }
  }
}
