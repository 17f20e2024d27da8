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
  public let notOffered: [NotOffered]
  private let transport: any WorkerTransport
  private let limits: Limits

  /// Loads a program.
  public init(
    _ source: ProgramSource, over transport: any WorkerTransport
  ) throws(PythonGuestError) {
    self.transport = transport
    limits = source.limits
    let reply = try transport.exchange(WorkerMessage.load(source))
    do {
      let description = try WorkerMessage.description(reply)
      functions = description.functions
      notOffered = description.notOffered
    } catch {
      throw error.naming(source.limits)
    }
  }

  public func call(_ function: Int, _ batch: Batch) throws(PythonGuestError) -> Column {
    if functions[function].kind == .scalar { return try map(function, batch) }
    let signature = functions[function]
    let reply = try transport.exchange(WorkerMessage.call(function, batch))
    do {
      return try WorkerMessage.column(
        reply, of: signature.returns.column, rows: batch.rowCount
      ).withNulls(of: signature.returns, RowSlices(batch, for: signature.parameters))
    } catch {
      throw error.naming(limits)
    }
  }

  /// Calls a function once a row, for the rows that it takes.
  private func map(_ function: Int, _ batch: Batch) throws(PythonGuestError) -> Column {
    let signature = functions[function]
    let slices = RowSlices(batch, for: signature.parameters)
    let reply = try transport.exchange(WorkerMessage.map(function, batch, slices))
    do {
      return try WorkerMessage.column(
        reply, of: signature.returns.column, slices, mostBytes: limits.memory
      ).withNulls(of: signature.returns, slices)
    } catch {
      var named = error.naming(limits)
      named.row = error.row.map(slices.row)
      throw named
    }
  }
}

extension Column {
  /// The same, once it is known that it is NULL in all rows that the function was not called for,
  /// and in others only where the function may answer None: programs can change what checks that
  /// in the interpreter.
  fileprivate func withNulls(
    of result: ValueType, _ slices: RowSlices
  ) throws(PythonGuestError) -> Column {
    guard type != .null else { return self }
    let skipped = slices.count - slices.calledCount
    var isRight = result.isNullable ? nullCount >= skipped : nullCount == skipped
    if isRight, skipped > 0, let bits = slices.bits {
      for index in bits.indices where isRight {
        // Of the last byte, only the rows that there are.
        let rows = UInt8(truncatingIfNeeded: 0xFF >> max(0, (index + 1) * 8 - count))
        isRight = validity[index] & ~bits[index] & rows == 0
      }
    }
    guard isRight else {
      throw PythonGuestError(.guestCrashed, "answered NULL in rows where that may not be")
    }
    return self
  }
}

extension PythonGuestError {
  /// What the interpreter reported, with the limit that it ran into.
  fileprivate func naming(_ limits: Limits) -> PythonGuestError {
    guard code == .memoryLimit else { return self }
    var error = self
    let subject = function.map { "\($0) " } ?? ""
    error.message =
      "\(subject)needed more than the memory limit of \(limits.memoryText) (\(message))"
    return error
  }
}
