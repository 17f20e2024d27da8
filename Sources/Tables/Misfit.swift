public import Columns

/// Why a value is not one of a type, in words that follow what was found.
public struct Misfit: Error, Sendable, Equatable {
  /// Such as `is not a whole number`.
  public let reason: String
  /// What is wrong with a part of a value that has others inside.
  let part: Part?

  struct Part: Sendable, Equatable {
    var path: String
    var shown: String
    var reason: String
  }

  public init(_ reason: String) { self.init(reason, part: nil) }

  init(_ reason: String, part: Part?) {
    self.reason = reason
    self.part = part
  }
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
