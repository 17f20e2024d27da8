package import Columns
package import PythonGuest
import Synchronization
package import Testing

/// The runtime and the image under test, loaded once for each way in which calls are ended.
package enum TestSandbox {
  /// How calls of the running test are ended.
  @TaskLocal package static var interruption = Runtime.Interruption.epochs

  private static let started = Loaded { kind throws(PythonGuestError) in
    try Runtime(interruption: kind)
  }
  private static let loaded = Loaded { kind throws(PythonGuestError) in
    try Image(runtime: started[kind].get(), directory: Image.locate())
  }

  package static var runtime: Runtime {
    get throws { try started[interruption].get() }
  }

  package static var image: Image {
    get throws { try loaded[interruption].get() }
  }

  private final class Loaded<Value: Sendable>: Sendable {
    private let values = Mutex<[Runtime.Interruption: Result<Value, PythonGuestError>]>([:])
    private let make: @Sendable (Runtime.Interruption) throws(PythonGuestError) -> Value

    init(_ make: @escaping @Sendable (Runtime.Interruption) throws(PythonGuestError) -> Value) {
      self.make = make
    }

    subscript(_ kind: Runtime.Interruption) -> Result<Value, PythonGuestError> {
      values.withLock { values in
        if let known = values[kind] { return known }
        let value = Result { () throws(PythonGuestError) in try make(kind) }
        values[kind] = value
        return value
      }
    }
  }
}

/// Runs tests once for each of some ways in which calls are ended.
package struct InterruptionTrait: SuiteTrait, TestTrait, TestScoping {
  package let isRecursive = true
  fileprivate let kinds: [Runtime.Interruption]

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    for kind in kinds {
      try await TestSandbox.$interruption.withValue(kind) { try await function() }
    }
  }

  package func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
    testCase == nil ? nil : self
  }
}

extension Trait where Self == InterruptionTrait {
  /// Each test runs once for every way in which calls are ended.
  package static var interruptedInEveryWay: Self {
    InterruptionTrait(kinds: Runtime.Interruption.allCases)
  }

  /// The test needs compiled code that looks at the time.
  package static var interruptedByEpochs: Self { InterruptionTrait(kinds: [.epochs]) }
}

/// A program of a source that stands in the test.
package func program(
  _ source: String, file: String = "program.py", limits: Limits = Limits(),
  environment: [String: String] = [:], output: @escaping OutputHandler = { _, _ in }
) throws -> Program {
  try Program(
    source: source, file: file, image: TestSandbox.image, limits: limits, environment: environment,
    output: output)
}

/// A program of a file under `Fixtures`, beside the test.
package func program(
  fixture path: String, limits: Limits = Limits(), testFile: String = #filePath
) throws -> Program {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  return try program(Fixture.text(path, testFile: testFile), file: name, limits: limits)
}

extension Program {
  /// Calls a function over columns of equal length.
  package func call(_ name: String, _ columns: Column...) throws -> Column {
    try function(named: name).call(Batch(columns: columns)).columns[0]
  }

  /// Calls a function over one row.
  package func value(_ name: String, _ values: Value...) throws -> Value {
    try function(named: name).call(values)
  }
}

/// What `body` throws; the test fails where it throws nothing.
package func failure<Result>(
  of body: () throws -> Result, sourceLocation: SourceLocation = #_sourceLocation
) throws -> PythonGuestError {
  try #require(throws: PythonGuestError.self, sourceLocation: sourceLocation) { _ = try body() }
}
