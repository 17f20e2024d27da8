package import Columns
package import PythonGuest
package import Testing

/// The runtime and the image under test, loaded once.
package enum TestSandbox {
  private static let started = Result { () throws(PythonGuestError) in try Runtime() }
  private static let loaded = Result { () throws(PythonGuestError) in
    try Image(runtime: started.get(), directory: Image.locate())
  }

  package static var runtime: Runtime {
    get throws { try started.get() }
  }

  package static var image: Image {
    get throws { try loaded.get() }
  }
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
