import Columns
import GRDBSQLite
import PythonGuest
import Tables

/// What the functions of a connection did.
final class FunctionCalls {
  /// Calls so far. Counted at each, on one thread.
  @exclusivity(unchecked) var count = 0
  /// What a call failed with, which SQLite would make a mere message of.
  var failure: SourceFailure?
}

extension SourcedFunction {
  /// The arguments of a call, each of its parameter's type.
  func values(
    _ arguments: UnsafeBufferPointer<OpaquePointer?>
  ) throws(PythonGuestError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(arguments.count)
    for (argument, parameter) in zip(
      arguments, function.signature.parameters(for: arguments.count))
    {
      do throws(Misfit) {
        values.append(try Value(sqlite: argument, as: parameter.type.column))
      } catch {
        throw PythonGuestError(
          .invalidInput, of: .argument(for: parameter.name, of: function.signature.name),
          "\(sqliteDescription(argument)) \(error.reason)")
      }
    }
    return values
  }
}

/// A Python function that SQLite calls.
final class SQLFunction {
  private let row: Row
  private let source: PythonSource
  /// The types of the parameters, and of the result.
  private let types: [DataType]
  private let typeIDs: [ColumnType]
  private let resultID: ColumnType
  private let calls: FunctionCalls

  init(
    _ sourced: SourcedFunction, arguments count: Int, _ calls: FunctionCalls
  ) throws(PythonGuestError) {
    row = try sourced.session.row(sourced.function, arguments: count)
    source = sourced.source
    let signature = sourced.function.signature
    types = signature.parameters(for: count).map(\.type.column)
    typeIDs = types.map(\.id)
    resultID = signature.returns.column.id
    self.calls = calls
  }

  func call(_ context: OpaquePointer, _ arguments: UnsafeBufferPointer<OpaquePointer?>) {
    do throws(PythonGuestError) {
      calls.count &+= 1
      for position in 0..<arguments.count {
        let argument = arguments[position]
        if try !setAtOnce(argument, at: position) {
          try row.set(value(of: argument, at: position), at: position)
        }
      }
      try row.call()
      try answer(context)
    } catch {
      fail(error, context)
    }
  }

  // MARK: Arguments

  /// Sets what is already as the parameter has it; answers whether it was. The same as ``value``.
  @inline(__always)
  private func setAtOnce(
    _ argument: OpaquePointer?, at position: Int
  ) throws(PythonGuestError) -> Bool {
    switch (sqlite3_value_type(argument), typeIDs[position]) {
    case (SQLITE_INTEGER, .int64): try row.set(sqlite3_value_int64(argument), at: position)
    case (SQLITE_FLOAT, .float64): try row.set(sqlite3_value_double(argument), at: position)
    case (SQLITE_NULL, _): try row.setNull(at: position)
    case (SQLITE3_TEXT, .utf8):
      return try row.setText(sqliteBuffer(argument).bytes, at: position)
    case (SQLITE_BLOB, .binary): try row.set(bytes: sqliteBuffer(argument).bytes, at: position)
    default: return false
    }
    return true
  }

  private func value(
    of argument: OpaquePointer?, at position: Int
  ) throws(PythonGuestError) -> Value {
    do throws(Misfit) {
      return try Value(sqlite: argument, as: types[position])
    } catch {
      throw refusal(argument, row.function.signature.parameters(for: position + 1)[position], error)
    }
  }

  private func refusal(
    _ argument: OpaquePointer?, _ parameter: Parameter, _ misfit: Misfit
  ) -> PythonGuestError {
    let name = row.function.signature.name
    return PythonGuestError(
      .invalidInput, of: .argument(for: parameter.name, of: name),
      "\(sqliteDescription(argument)) \(misfit.reason)")
  }

  // MARK: The result

  @inline(__always)
  private func answer(_ context: OpaquePointer) throws(PythonGuestError) {
    switch resultID {
    case .int64:
      if let number = try row.int64() { return sqlite3_result_int64(context, number) }
      sqlite3_result_null(context)
    case .float64:
      if let number = try row.float64() { return sqlite3_result_double(context, number) }
      sqlite3_result_null(context)
    case .utf8, .binary:
      let isText = resultID == .utf8
      let isThere: Void? = try row.withBytes { setResult(of: context, to: $0, isText: isText) }
      if isThere == nil { sqlite3_result_null(context) }
    default: try row.value().setResult(of: context)
    }
  }

  private func fail(_ error: PythonGuestError, _ context: OpaquePointer) {
    var error = error
    // A call of its own has no row to tell.
    error.row = nil
    calls.failure = SourceFailure(file: source.file, error: error)
    sqlite3_result_error(context, error.message, -1)
  }
}

/// Answers a call with a text or a blob.
private func setResult(of context: OpaquePointer, to bytes: RawSpan, isText: Bool) {
  bytes.withUnsafeBytes { bytes in
    if isText {
      sqlite3_result_text64(
        context, bytes.assumingMemoryBound(to: CChar.self).baseAddress ?? emptyText,
        UInt64(bytes.count), copied, UInt8(SQLITE_UTF8))
    } else if bytes.isEmpty {
      sqlite3_result_zeroblob(context, 0)
    } else {
      sqlite3_result_blob64(context, bytes.baseAddress, UInt64(bytes.count), copied)
    }
  }
}

extension Value {
  /// Answers a call with the value. Dates and times are ISO 8601 text.
  func setResult(of context: OpaquePointer) {
    switch self {
    case .null: sqlite3_result_null(context)
    case .bool(let value): sqlite3_result_int64(context, value ? 1 : 0)
    case .int64(let value): sqlite3_result_int64(context, value)
    case .float64(let value): sqlite3_result_double(context, value)
    case .utf8(let text):
      var text = text
      text.makeContiguousUTF8()
      PyGuestCommands.setResult(of: context, to: text.utf8.span.bytes, isText: true)
    case .binary(let bytes):
      PyGuestCommands.setResult(of: context, to: bytes.span.bytes, isText: false)
    case .uint64(let value) where value <= Int64.max.magnitude:
      sqlite3_result_int64(context, Int64(value))
    case .uint64, .decimal, .uuid, .date, .time, .timestamp, .zonedTimestamp, .duration, .json,
      .list, .map, .structure:
      var text: [UInt8] = []
      appendText(to: &text)
      Value.utf8(String(decoding: text, as: UTF8.self)).setResult(of: context)
    }
  }
}
