public import Columns

/// Why a value is not one of a type, in words that follow what was found.
public struct Misfit: Error, Sendable, Equatable {
  /// Such as `is not a whole number`.
  public let reason: String

  public init(_ reason: String) { self.reason = reason }
}

/// What a text was where it was found.
public enum ValueForm: Sendable, Equatable {
  /// A CSV field, a JSON string, text of a database.
  case text
  /// A number that is no text, as it is written.
  case number
  /// `true` or `false` of JSON.
  case boolean
  /// An array or an object, as JSON.
  case array, object

  /// With its article.
  fileprivate var name: String {
    switch self {
    case .text: "text"
    case .number: "a number"
    case .boolean: "a boolean"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension Misfit {
  /// Text that is not UTF-8.
  public static let notUTF8 = Misfit("is not UTF-8")
  static let halfCharacter = Misfit("has half a surrogate pair, which is no text")
  /// A number with a fraction where an int is wanted, or one that is not finite.
  public static let notWhole = Misfit("is not a whole number")
  /// A whole number that is no int.
  public static let tooLarge = Misfit("does not fit 64 bits")

  /// What is written in no form of the type.
  public static func other(_ type: DataType) -> Misfit { Misfit("is not \(type.noun)") }

  /// What stands for no value of the type, however it is written.
  static func form(_ form: ValueForm, _ type: DataType) -> Misfit {
    Misfit("is \(form.name), not \(type.noun)")
  }
}

extension DataType {
  /// A value of the type and how it is written, for messages.
  fileprivate var noun: String {
    switch id {
    case .null: "NULL"
    case .bool: "a bool (true, false, t, f, yes, no, y, n, 1 or 0)"
    case .int64: "an int"
    case .float64: "a float"
    case .utf8: "a str"
    case .binary: "bytes in Base64"
    case .date32: "a date (YYYY-MM-DD)"
    case .time64: "a time (HH:MM:SS)"
    case .timestamp: "a datetime (YYYY-MM-DDTHH:MM:SS)"
    case .duration: "a timedelta (such as P1DT2H3M4S)"
    default: "\(self)"
    }
  }
}

extension DataType {
  /// The Python type whose values such a column holds.
  var pythonName: String {
    switch id {
    case .null: "None"
    case .bool: "bool"
    case .int64: "int"
    case .float64: "float"
    case .utf8: "str"
    case .binary: "bytes"
    case .date32: "date"
    case .time64: "time"
    case .timestamp: "datetime"
    case .duration: "timedelta"
    default: "\(self)"
    }
  }
}
