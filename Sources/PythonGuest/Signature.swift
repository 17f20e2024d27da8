public import Columns

/// What a function takes and returns.
public struct Signature: Sendable, Equatable {
  /// What becomes of rows.
  public enum Kind: String, Sendable {
    /// A value for each row: ``Function/call(_:)-(Batch)``.
    case scalar
    /// A value for each group of rows: ``Session/accumulate(_:_:groups:)``.
    case aggregate
    /// Rows for each row: ``Session/open(_:_:)``.
    case table
  }

  /// The function's name.
  public var name: String
  /// What becomes of rows.
  public var kind: Kind
  /// Whether it is called once a batch, with a numpy array for each parameter.
  public var isVectorized: Bool
  /// Whether rows are run at the same time, as coroutines.
  public var isAsync: Bool
  /// Whether equal arguments give an equal result.
  public var volatility: Volatility
  /// What was declared of rows that are NULL for a parameter; nil where the types decide.
  public var onNull: NullTreatment?
  /// Its parameters, in order; of an aggregate, those of `accumulate`.
  public var parameters: [Parameter]
  /// The type of its result; of an aggregate, that of `finish`; of a table, that of a row.
  public var returns: ValueType
  /// The columns of a table's rows; none for other kinds.
  public var columns: [TableColumn]
  /// What the guest can be asked for, by the numbers that it gave.
  package var operations: [Operation: Int]

  /// A signature of these parts.
  public init(
    name: String, kind: Kind, parameters: [Parameter], returns: ValueType,
    isVectorized: Bool = false, isAsync: Bool = false, volatility: Volatility = .volatile,
    onNull: NullTreatment? = nil, columns: [TableColumn] = []
  ) {
    self.name = name
    self.kind = kind
    self.parameters = parameters
    self.returns = returns
    self.isVectorized = isVectorized
    self.isAsync = isAsync
    self.volatility = volatility
    self.onNull = onNull
    self.columns = columns
    operations = [:]
  }

  /// The fewest arguments: as many as there are up to the last one that has no default.
  public var requiredCount: Int {
    parameters.lastIndex { !$0.hasDefault && !$0.isVariadic }.map { $0 + 1 } ?? 0
  }

  /// The most arguments of one that takes any number.
  public static let mostArguments = 100

  /// Whether the last parameter takes any number of arguments.
  public var isVariadic: Bool { parameters.last?.isVariadic ?? false }

  /// What takes each of so many arguments. Those of a parameter that takes any number are named by
  /// their places: `xs[0]`, `xs[1]`.
  public func parameters(for count: Int) -> [Parameter] {
    guard let last = parameters.last, last.isVariadic else {
      return Array(parameters.prefix(count))
    }
    let first = parameters.count - 1
    return (0..<max(count, 0)).map { index in
      guard index >= first else { return parameters[index] }
      var parameter = last
      parameter.name = "\(last.name)[\(index - first)]"
      return parameter
    }
  }
}

/// A column of what a table function gives.
public struct TableColumn: Sendable, Equatable, Codable {
  /// The name of a field, `c0`, `c1` … of a tuple's values, or the function's own.
  public var name: String
  /// The type of its values.
  public var type: ValueType

  /// A column of that name.
  public init(name: String, type: ValueType) {
    self.name = name
    self.type = type
  }

  private enum Key: String, CodingKey { case name }

  public init(from decoder: any Decoder) throws {
    name = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .name)
    type = try ValueType(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try type.encode(to: encoder)
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .name)
  }
}

/// One parameter of a function.
public struct Parameter: Sendable, Equatable {
  /// Its name, by which `pyguest map` finds a column.
  public var name: String
  /// The type of its values.
  public var type: ValueType
  /// Whether the argument may be left out, with all that follow it.
  public var hasDefault: Bool
  /// Whether it takes any number of arguments, none of which need be there: `*xs: int`.
  public var isVariadic: Bool
  /// The default, where it is a value that can be passed as well: for a row that lacks it
  /// while a later argument is there. For others, `Column.defaults(rows:)` stands in a batch.
  public var defaultValue: Value?

  /// A parameter of these parts.
  public init(
    name: String, type: ValueType, hasDefault: Bool = false, isVariadic: Bool = false,
    defaultValue: Value? = nil
  ) {
    self.name = name
    self.type = type
    self.hasDefault = hasDefault
    self.isVariadic = isVariadic
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
