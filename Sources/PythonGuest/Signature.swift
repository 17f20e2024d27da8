public import Columns

/// What a function takes and returns.
public struct Signature: Sendable, Equatable {
  /// How a function is run over rows.
  public enum Kind: String, Sendable {
    /// Once a row, from a row's values to one value.
    case scalar
    /// Once a batch, from a numpy array for each parameter to an array.
    case vectorized
  }

  /// The function's name.
  public var name: String
  /// How it is run over rows.
  public var kind: Kind
  /// Its parameters, in order.
  public var parameters: [Parameter]
  /// The type of its result.
  public var returns: ValueType

  /// A signature of these parts.
  public init(name: String, kind: Kind, parameters: [Parameter], returns: ValueType) {
    self.name = name
    self.kind = kind
    self.parameters = parameters
    self.returns = returns
  }

  /// Parameters that have no default.
  public var requiredCount: Int { parameters.count { !$0.hasDefault } }
}

/// One parameter of a function.
public struct Parameter: Sendable, Equatable {
  /// Its name, by which `pyguest map` finds a column.
  public var name: String
  /// The type of its values.
  public var type: ValueType
  /// Whether the argument may be left out, with all that follow it.
  public var hasDefault: Bool
  /// The default, where it is a value that can be passed as well: for a row that lacks it
  /// while a later argument is there. Dates and times, bytes, and objects of other types are not.
  public var defaultValue: Value?

  /// A parameter of these parts.
  public init(
    name: String, type: ValueType, hasDefault: Bool = false, defaultValue: Value? = nil
  ) {
    self.name = name
    self.type = type
    self.hasDefault = hasDefault
    self.defaultValue = defaultValue
  }
}

/// The type of a parameter or of a result.
public struct ValueType: Sendable, Equatable {
  /// The column that carries it.
  public var column: DataType
  /// Declared as `T | None`: NULL is passed, or may be returned, as None.
  public var isNullable: Bool
  /// In Python's words, without `| None`: `int`, `str`, `datetime`…
  public var pythonName: String

  /// A type of these parts.
  public init(column: DataType, isNullable: Bool, pythonName: String) {
    self.column = column
    self.isNullable = isNullable
    self.pythonName = pythonName
  }

  /// In Arrow's words: `int64`, `utf8`, `timestamp[us]`…
  public var arrowName: String { "\(column)" }
}

/// A public function that a program defines and that cannot be called.
public struct NotOffered: Sendable, Equatable, Codable {
  /// The function's name.
  public var name: String
  /// Its line in the source, counted from 1; nil where another text defines it.
  public var line: Int?
  /// Why it cannot be called, and what to write instead.
  public var reason: String

  /// A function of that name, with the reason.
  public init(name: String, line: Int?, reason: String) {
    self.name = name
    self.line = line
    self.reason = reason
  }

  /// What naming it in a call fails with.
  ///
  /// - Parameter file: the source's name.
  public func error(in file: String) -> PythonGuestError {
    PythonGuestError(
      .unsupportedSignature, of: .place(in: file, line: line), reason, isWhileLoading: true)
  }
}
