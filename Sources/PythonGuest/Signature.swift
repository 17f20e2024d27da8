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
  public var column: ColumnType
  /// Declared as `T | None`: NULL is passed, or may be returned, as None.
  public var isNullable: Bool
  /// In Python's words, without `| None`: `int`, `str`, `datetime`…
  public var pythonName: String
  /// In Arrow's words: `int64`, `utf8`, `timestamp[us]`…
  public var arrowName: String

  /// A type of these parts.
  public init(column: ColumnType, isNullable: Bool, pythonName: String, arrowName: String) {
    self.column = column
    self.isNullable = isNullable
    self.pythonName = pythonName
    self.arrowName = arrowName
  }
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

// MARK: As the guest describes it

/// The guest's answer to loading a source.
struct ProgramDescription: Codable, Equatable {
  var functions: [Signature]
  var notOffered: [NotOffered]
}

extension Signature: Codable {
  private enum Key: String, CodingKey { case name, kind, parameters, returns }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decode(String.self, forKey: .name)
    let kind = try fields.decode(String.self, forKey: .kind)
    guard let known = Kind(rawValue: kind) else {
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: fields, debugDescription: "unknown kind of function")
    }
    self.kind = known
    parameters = try fields.decode([Parameter].self, forKey: .parameters)
    returns = try fields.decode(ValueType.self, forKey: .returns)
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(kind.rawValue, forKey: .kind)
    try fields.encode(parameters, forKey: .parameters)
    try fields.encode(returns, forKey: .returns)
  }
}

extension Parameter: Codable {
  private enum Key: String, CodingKey {
    case name, hasDefault
    case defaultValue = "default"
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decode(String.self, forKey: .name)
    hasDefault = try fields.decode(Bool.self, forKey: .hasDefault)
    type = try ValueType(from: decoder)
    guard fields.contains(.defaultValue) else { return }
    if try fields.decodeNil(forKey: .defaultValue) {
      defaultValue = type.isNullable ? .null : nil
      return
    }
    defaultValue =
      switch type.column {
      case .bool: .bool(try fields.decode(Bool.self, forKey: .defaultValue))
      case .int64: .int64(try fields.decode(Int64.self, forKey: .defaultValue))
      case .float64: .float64(try fields.decode(Double.self, forKey: .defaultValue))
      case .utf8: .utf8(try fields.decode(String.self, forKey: .defaultValue))
      default: nil
      }
  }

  public func encode(to encoder: any Encoder) throws {
    try type.encode(to: encoder)
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(hasDefault, forKey: .hasDefault)
    switch defaultValue {
    case .null: try fields.encodeNil(forKey: .defaultValue)
    case .bool(let value): try fields.encode(value, forKey: .defaultValue)
    case .int64(let value): try fields.encode(value, forKey: .defaultValue)
    case .float64(let value) where value.isFinite:
      try fields.encode(value, forKey: .defaultValue)
    case .utf8(let value): try fields.encode(value, forKey: .defaultValue)
    default: break
    }
  }
}

extension ValueType: Codable {
  private enum Key: String, CodingKey { case type, column, nullable, arrow }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    pythonName = try fields.decode(String.self, forKey: .type)
    arrowName = try fields.decode(String.self, forKey: .arrow)
    isNullable = try fields.decode(Bool.self, forKey: .nullable)
    guard let column = ColumnType(rawValue: try fields.decode(UInt32.self, forKey: .column)) else {
      throw DecodingError.dataCorruptedError(
        forKey: .column, in: fields, debugDescription: "unknown column type")
    }
    self.column = column
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(pythonName, forKey: .type)
    try fields.encode(arrowName, forKey: .arrow)
    try fields.encode(isNullable, forKey: .nullable)
    try fields.encode(column.rawValue, forKey: .column)
  }
}
