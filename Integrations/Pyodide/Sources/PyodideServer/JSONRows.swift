import Columns
import Foundation
import PythonGuest

/// Rows as the page writes them: a line each, a JSON array of the arguments.
enum JSONRows {
  /// The rows as a batch for a function.
  ///
  /// - Throws: `invalid_input`, with the line that does not fit.
  static func batch(_ text: String, for function: Signature) throws(PythonGuestError) -> Batch {
    var rows: [[Any]] = []
    for (index, line) in text.split(whereSeparator: \.isNewline).enumerated() {
      let json = try? JSONSerialization.jsonObject(with: Data(line.utf8))
      guard let row = json as? [Any],
        function.arities ~= row.count
      else {
        throw misfit(index, "is no JSON array of \(function.name)'s arguments")
      }
      guard rows.allSatisfy({ $0.count == row.count }) else {
        throw misfit(index, "has another number of arguments than the line before")
      }
      rows.append(row)
    }
    let columns = rows.first?.count ?? function.parameters.count
    var made: [Column] = []
    for (position, parameter) in function.parameters(for: columns).enumerated() {
      var values: [Value] = []
      for (index, row) in rows.enumerated() {
        guard let value = value(row[position], parameter.type.column) else {
          throw misfit(index, "has no \(parameter.type.pythonName) for \(parameter.name)")
        }
        values.append(value)
      }
      made.append(try column(parameter.type.column, values))
    }
    do {
      return try Batch(columns: made, rowCount: rows.count)
    } catch {
      throw PythonGuestError(.invalidInput, "\(error)", underlying: error)
    }
  }

  /// Values as the page shows them: JSON, or what Swift says of a value that JSON has no form for.
  static func texts(_ column: Column) throws(PythonGuestError) -> [String] {
    do {
      return try (0..<column.count).map { row throws(ColumnError) in
        text(try column.value(at: row))
      }
    } catch {
      throw PythonGuestError(.internal, "\(error)", underlying: error)
    }
  }

  private static func text(_ value: Value) -> String {
    let json: Data? =
      switch value {
      case .null: Data("null".utf8)
      case .bool(let value): try? JSONEncoder().encode(value)
      case .int64(let value): try? JSONEncoder().encode(value)
      case .float64(let value): try? JSONEncoder().encode(value)
      case .utf8(let value): try? JSONEncoder().encode(value)
      default: nil
      }
    return json.map { String(decoding: $0, as: UTF8.self) } ?? "\(value)"
  }

  private static func column(
    _ type: DataType, _ values: [Value]
  ) throws(PythonGuestError) -> Column {
    do {
      return try Column(type, values)
    } catch {
      throw PythonGuestError(.invalidInput, "\(error)", underlying: error)
    }
  }

  private static func misfit(_ index: Int, _ what: String) -> PythonGuestError {
    PythonGuestError(.invalidInput, "line \(index + 1) of the rows \(what)")
  }

  /// JSON's values; those types that JSON has no form for are not taken.
  private static func value(_ json: Any, _ type: DataType) -> Value? {
    if json is NSNull { return .null }
    switch type {
    case .utf8: return (json as? String).map { .utf8($0) }
    case .bool: return isBool(json) ? (json as? Bool).map { .bool($0) } : nil
    case .int64: return isBool(json) ? nil : (json as? Int64).map { .int64($0) }
    case .float64: return isBool(json) ? nil : (json as? Double).map { .float64($0) }
    default: return nil
    }
  }

  /// JSON's true and false, which pass for numbers otherwise.
  private static func isBool(_ json: Any) -> Bool {
    guard let number = json as? NSNumber else { return json is Bool }
    return String(cString: number.objCType) == "c"
  }
}
