import Columns
import Foundation
import PythonGuest
import Testing

/// The image under test, loaded once.
enum Sandbox {
  private static let loaded = Result { () throws(PythonGuestError) in
    try Image(runtime: Runtime(), directory: Image.locate())
  }

  static var image: Image {
    get throws { try loaded.get() }
  }
}

/// A program of a source that stands in the test.
func program(
  _ source: String, file: String = "program.py", limits: Limits = Limits(),
  environment: [String: String] = [:], output: @escaping OutputHandler = { _, _ in }
) throws -> Program {
  try Program(
    source: source, file: file, image: Sandbox.image, limits: limits, environment: environment,
    output: output)
}

/// A program of a file under `Fixtures`.
func program(fixture path: String, limits: Limits = Limits()) throws -> Program {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  return try program(Fixture.text(path), file: name, limits: limits)
}

extension Program {
  /// Calls a function over columns of equal length.
  func call(_ name: String, _ columns: Column...) throws -> Column {
    try function(named: name).call(Batch(columns: columns)).columns[0]
  }

  /// Calls a function over one row.
  func value(_ name: String, _ values: Value...) throws -> Value {
    try function(named: name).call(values)
  }
}

/// What `body` throws; the test fails where it throws nothing.
func failure<Result>(
  of body: () throws -> Result, sourceLocation: SourceLocation = #_sourceLocation
) throws -> PythonGuestError {
  try #require(throws: PythonGuestError.self, sourceLocation: sourceLocation) { _ = try body() }
}

extension PythonGuestError {
  /// All fields, for comparison with a golden file.
  var rendered: String {
    var lines = ["code: \(code.rawValue)", "message: \(message)"]
    if let function { lines.append("function: \(function)") }
    if let row { lines.append("row: \(row)") }
    if isWhileLoading { lines.append("while loading") }
    let head = lines.joined(separator: "\n") + "\n"
    return traceback.map { head + "\n" + $0 } ?? head
  }
}

/// Text that a program prints, from any thread.
final class PrintedText: @unchecked Sendable {
  // The lock guards both.
  private let lock = NSLock()
  private var out: [UInt8] = []
  private var err: [UInt8] = []

  var standardOutput: String { lock.withLock { String(decoding: out, as: UTF8.self) } }
  var standardError: String { lock.withLock { String(decoding: err, as: UTF8.self) } }

  func take(_ stream: PythonGuest.OutputStream, _ bytes: [UInt8]) {
    lock.withLock {
      if stream == .standardOutput { out += bytes } else { err += bytes }
    }
  }
}
