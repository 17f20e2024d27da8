public import PythonGuest

/// One promise that every way of running Python keeps, unless its description says otherwise.
public struct ConformanceCheck: Sendable, CustomStringConvertible {
  /// A sentence.
  public let name: String
  private let body: @Sendable (any ExecutionModel) throws -> Void

  init(_ name: String, _ body: @escaping @Sendable (any ExecutionModel) throws -> Void) {
    self.name = name
    self.body = body
  }

  public var description: String { name }

  /// Puts a model to the test.
  ///
  /// - Throws: ``Deviation`` with what was found in place of what is promised, or what the model
  ///   itself threw.
  public func run(on model: any ExecutionModel) throws { try body(model) }

  /// All checks, those that wait for a limit last.
  public static let all = interpreterChecks + stateChecks + packageChecks + limitChecks

  /// Those that an interpreter with the worker passes by itself, without a sandbox around it.
  public static let interpreterChecks =
    valueChecks + nullChecks + typeChecks + failureChecks + misfitChecks + rowChecks + loadingChecks
    + kindChecks
}

/// What a model did in place of what is promised.
public struct Deviation: Error, CustomStringConvertible {
  public let description: String
}

/// Differences that a model is known for: the names of checks it does not pass, each with the
/// words in which its description tells of it.
public struct KnownDifferences: Sendable {
  public let byCheck: [String: String]

  public init(_ byCheck: [String: String]) { self.byCheck = byCheck }

  public static let none = KnownDifferences([:])
}

// MARK: Words that checks are written in

func program(
  _ model: any ExecutionModel, _ source: String, file: String = "checked.py",
  limits: Limits = Limits(time: .seconds(20)), environment: [String: String] = [:],
  output: @escaping OutputHandler = { _, _ in }
) throws -> Program {
  try Program(
    ProgramSource(
      text: source, file: file, environment: environment, limits: limits, output: output),
    model: model)
}

func expect<T: Equatable>(_ found: T, _ promised: T, _ what: String = "value") throws {
  if found != promised {
    throw Deviation(description: "\(what): found \(found) where \(promised) is promised")
  }
}

/// The error that `body` throws.
func failure<T>(_ body: () throws -> T) throws -> PythonGuestError {
  let result: T
  do {
    result = try body()
  } catch let error as PythonGuestError {
    return error
  }
  throw Deviation(description: "found \(result) where an error is promised")
}
