public import Columns

/// A way to run programs: the seam between what calls functions and what runs Python.
///
/// Everything above (``Program``, ``Function``, the command line, SQL) is the same for each.
public protocol ExecutionModel: Sendable {
  /// Starts an instance and loads a program into it.
  ///
  /// - Throws: what the source itself raised or ran into, or that the model cannot start.
  func start(_ source: ProgramSource) throws(PythonGuestError) -> any ProgramInstance
}

/// What an execution model is given to load.
public struct ProgramSource: Sendable {
  /// The program.
  public var code: Code
  /// The name that tracebacks show.
  public var file: String
  /// What `os.environ` holds.
  public var environment: [String: String]
  /// How much it may use.
  public var limits: Limits
  /// What it may do beyond computing.
  public var permissions: Permissions
  /// What it may import beside the standard library.
  public var packages: [Package]
  /// Receives what the program prints.
  public var output: OutputHandler

  /// Where a program comes from.
  public enum Code: Sendable, Equatable {
    /// Python.
    case text(String)
    /// The program that the model has inside, as compiled ones do.
    case carried
  }

  /// A program with the settings it is run with.
  public init(
    code: Code, file: String, environment: [String: String] = [:], limits: Limits = Limits(),
    permissions: Permissions = Permissions(), packages: [Package] = [],
    output: @escaping OutputHandler = { _, _ in }
  ) {
    self.code = code
    self.file = file
    self.environment = environment
    self.limits = limits
    self.permissions = permissions
    self.packages = packages
    self.output = output
  }

  /// A source with the settings it is run with.
  public init(
    text: String, file: String, environment: [String: String] = [:], limits: Limits = Limits(),
    permissions: Permissions = Permissions(), packages: [Package] = [],
    output: @escaping OutputHandler = { _, _ in }
  ) {
    self.init(
      code: .text(text), file: file, environment: environment, limits: limits,
      permissions: permissions, packages: packages, output: output)
  }

  /// The text, for a model that carries no program.
  ///
  /// - Throws: `usage`, where there is none.
  public func requiredText() throws(PythonGuestError) -> String {
    guard case .text(let text) = code else {
      throw PythonGuestError(
        .usage, "the model carries no program; give it the text of one", isWhileLoading: true)
    }
    return text
  }
}

/// One running interpreter with a program loaded. Whoever holds one has it alone, on one thread
/// at a time; letting go of it ends it.
public protocol ProgramInstance: AnyObject, Sendable {
  /// The program's functions, in the order of the source.
  var functions: [Signature] { get }
  /// Its public functions that cannot be called.
  var notOffered: [NotOffered] { get }
  /// The wheels that it was given.
  var dependencies: [Dependency] { get }

  /// Whether a call has ended it for good.
  var isEnded: Bool { get }

  /// Runs the function with that index over a batch that fits its signature.
  ///
  /// - Throws: an error without the function's name where only the sandbox noticed it.
  func call(_ function: Int, _ batch: Batch) throws(PythonGuestError) -> Column

  /// Runs the function with that index over a batch, and hands results over as they come, so that
  /// the host holds few of them at once.
  ///
  /// - Parameters:
  ///   - function: the function's place among ``functions``.
  ///   - batch: fits its signature.
  ///   - use: takes rows that follow one another, and their results. What it throws is thrown
  ///     again.
  func call(
    _ function: Int, _ batch: Batch, _ use: (_ rows: Range<Int>, _ results: Column) throws -> Void
  ) throws

  /// Runs the function once, with values that fit its signature.
  func call(_ function: Int, _ values: [Value]) throws(PythonGuestError) -> Value

  /// Runs a part of an aggregate, or begins or ends a table, once a row.
  ///
  /// - Parameters:
  ///   - operation: what is asked of the function.
  ///   - function: the function's place among ``functions``.
  ///   - batch: fits the operation: groups are numbers of 32 bits without a sign.
  func perform(
    _ operation: Operation, of function: Int, _ batch: Batch
  ) throws(PythonGuestError) -> Column

  /// The next rows of a table that was begun.
  ///
  /// - Parameters:
  ///   - function: the function's place among ``functions``.
  ///   - table: what opening it was answered with.
  ///   - most: rows that are wanted; it may answer with fewer, or with those that waited.
  /// - Returns: a column of the type of a row; without rows where there are no more.
  func rows(
    of function: Int, table: UInt32, atMost most: Int
  ) throws(PythonGuestError) -> Column
}

extension ProgramInstance {
  /// None: not every model takes packages.
  public var dependencies: [Dependency] { [] }

  /// Errors alone tell whether it can be used again.
  public var isEnded: Bool { false }

  /// Refuses what the model has no way to do.
  public func perform(
    _ operation: Operation, of function: Int, _ batch: Batch
  ) throws(PythonGuestError) -> Column { throw refusal(of: function) }

  /// Refuses what the model has no way to do.
  public func rows(
    of function: Int, table: UInt32, atMost most: Int
  ) throws(PythonGuestError) -> Column { throw refusal(of: function) }

  private func refusal(of function: Int) -> PythonGuestError {
    let signature = functions[function]
    let kind = signature.kind == .table ? "a table function" : "an aggregate"
    return PythonGuestError(
      .unsupportedSignature, of: .function(signature.name),
      "is \(kind), which this model does not run; run it with --model embedded")
  }

  /// Hands over all results at once.
  public func call(
    _ function: Int, _ batch: Batch, _ use: (_ rows: Range<Int>, _ results: Column) throws -> Void
  ) throws {
    let results: Column = try call(function, batch)
    if batch.rowCount > 0 { try use(0..<batch.rowCount, results) }
  }

  public func call(_ function: Int, _ values: [Value]) throws(PythonGuestError) -> Value {
    let types = functions[function].parameters(for: values.count).map(\.type.column)
    let result: Column = try call(function, try Batch(row: values, as: types))
    do {
      return try result.value(at: 0)
    } catch {
      throw PythonGuestError(.guestCrashed, "answered without a row", underlying: error)
    }
  }
}

extension Batch {
  /// One row of values of some types.
  init(row values: [Value], as types: [DataType]) throws(PythonGuestError) {
    do throws(ColumnError) {
      let columns = try zip(values, types).map { (value, type) throws(ColumnError) in
        try Column(value == .null ? .null : type, [value])
      }
      try self.init(columns: columns, rowCount: 1)
    } catch {
      throw PythonGuestError(.invalidInput, "\(error)", underlying: error)
    }
  }
}
