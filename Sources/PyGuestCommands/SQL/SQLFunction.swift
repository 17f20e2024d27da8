import Columns
import GRDBSQLite
import PythonGuest
import Tables

/// What the functions of a connection did.
final class FunctionCalls {
  /// Calls so far.
  var count = 0
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
    for (argument, parameter) in zip(arguments, function.signature.parameters) {
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
  private let function: Function
  private let source: PythonSource
  /// The types of the parameters.
  private let types: [DataType]
  private let calls: FunctionCalls

  init(_ sourced: SourcedFunction, _ calls: FunctionCalls) {
    function = sourced.function
    source = sourced.source
    types = function.signature.parameters.map(\.type.column)
    self.calls = calls
  }

  func call(_ context: OpaquePointer, _ arguments: UnsafeBufferPointer<OpaquePointer?>) {
    do throws(PythonGuestError) {
      calls.count &+= 1
      var values: [Value] = []
      values.reserveCapacity(arguments.count)
      for (index, argument) in arguments.enumerated() {
        do throws(Misfit) {
          values.append(try Value(sqlite: argument, as: types[index]))
        } catch {
          throw refusal(argument, function.signature.parameters[index], error)
        }
      }
      try function.call(values).setResult(of: context)
    } catch {
      var error = error
      // A call of its own has no row to tell.
      error.row = nil
      calls.failure = SourceFailure(file: source.file, error: error)
      sqlite3_result_error(context, error.message, -1)
    }
  }

  private func refusal(
    _ argument: OpaquePointer?, _ parameter: Parameter, _ misfit: Misfit
  ) -> PythonGuestError {
    let name = function.signature.name
    return PythonGuestError(
      .invalidInput, of: .argument(for: parameter.name, of: name),
      "\(sqliteDescription(argument)) \(misfit.reason)")
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
    case .utf8(var text):
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { text in
          sqlite3_result_text64(
            context, text.baseAddress ?? emptyText, UInt64(text.count), copied,
            UInt8(SQLITE_UTF8))
        }
      }
    case .binary(let bytes):
      if bytes.isEmpty {
        sqlite3_result_zeroblob(context, 0)
      } else {
        bytes.withUnsafeBytes {
          sqlite3_result_blob64(context, $0.baseAddress, UInt64($0.count), copied)
        }
      }
    case .uint64(let value) where value <= Int64.max.magnitude:
      sqlite3_result_int64(context, Int64(value))
    case .uint64, .decimal, .uuid, .date, .time, .timestamp, .duration, .list, .map, .structure:
      var text: [UInt8] = []
      appendText(to: &text)
      Value.utf8(String(decoding: text, as: UTF8.self)).setResult(of: context)
    }
  }
}
