public import Columns

/// What a function takes and returns.
public struct Signature: Sendable, Equatable {
  /// How a function is run over rows.
  public enum Kind: String, Sendable {
    /// Once a row, from a row's values to one value.
    case scalar
  }

  public var name: String
  public var kind: Kind
  public var parameters: [Parameter]
  public var returns: ValueType

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
  public var name: String
  public var type: ValueType
  /// Whether the argument may be left out, with all that follow it.
  public var hasDefault: Bool

  public init(name: String, type: ValueType, hasDefault: Bool = false) {
    self.name = name
    self.type = type
    self.hasDefault = hasDefault
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

  public init(column: ColumnType, isNullable: Bool, pythonName: String, arrowName: String) {
    self.column = column
    self.isNullable = isNullable
    self.pythonName = pythonName
    self.arrowName = arrowName
  }
}

// MARK: As the guest describes it

/// The guest's answer to loading a source.
struct ProgramDescription: Decodable {
  var functions: [Signature]
}

extension Signature: Decodable {
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
}

extension Parameter: Decodable {
  private enum Key: String, CodingKey { case name, hasDefault }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decode(String.self, forKey: .name)
    hasDefault = try fields.decode(Bool.self, forKey: .hasDefault)
    type = try ValueType(from: decoder)
  }
}

extension ValueType: Decodable {
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
}
