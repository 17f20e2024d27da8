import Columns
import Dispatch
import Foundation
import PythonGuest
import Testing

/// The runtime and the image under attack.
enum Sandbox {
  private static let started = Result { () throws(PythonGuestError) in try Runtime() }
  private static let loaded = Result { () throws(PythonGuestError) in
    try Image(runtime: started.get(), directory: Image.locate())
  }

  static var runtime: Runtime {
    get throws { try started.get() }
  }

  static var image: Image {
    get throws { try loaded.get() }
  }
}

/// What `body` throws; the test fails where it throws nothing.
func failure<Result>(
  of body: () throws -> Result, sourceLocation: SourceLocation = #_sourceLocation
) throws -> PythonGuestError {
  try #require(throws: PythonGuestError.self, sourceLocation: sourceLocation) { _ = try body() }
}

extension Program {
  /// Calls a function over one row.
  func value(_ name: String, _ values: Value...) throws -> Value {
    try function(named: name).call(values)
  }

  /// Calls a function over columns of equal length.
  func call(_ name: String, _ columns: Column...) throws -> Column {
    try function(named: name).call(Batch(columns: columns)).columns[0]
  }
}

/// Files under `Fixtures`.
enum Fixture {
  static func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  /// The names of a folder's files without their endings.
  static func names(in path: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: path).path)
    return (names ?? []).filter { $0.hasSuffix(".py") }.map { String($0.dropLast(3)) }.sorted()
  }

  /// Whether files of expected outcomes are written rather than compared with.
  static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil

  /// Writes a file to the sources.
  static func write(_ text: String, to path: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    try text.write(to: folder.appending(path: path), atomically: true, encoding: .utf8)
  }

  private static let folder = Bundle.module.bundleURL.appending(path: "Fixtures")
}

/// A program of a source that stands in the test. It has a function `alive` that returns 1.
func program(
  _ source: String, file: String = "hostile.py", limits: Limits = Limits(),
  output: @escaping OutputHandler = { _, _ in }
) throws -> Program {
  let alive = "\n\ndef alive() -> int:\n    return 1\n"
  return try Program(
    source: source + alive, file: file, image: Sandbox.image, limits: limits, output: output)
}

/// Calls a function on a thread with so many bytes of stack; with the default size without.
func onThread<Result: Sendable>(
  stack bytes: Int? = nil, _ body: @escaping @Sendable () throws -> Result
) throws -> Result {
  let box = ResultBox<Result>()
  let thread = Thread { box.finish(Swift.Result { try body() }) }
  if let bytes { thread.stackSize = bytes }
  thread.start()
  return try box.wait()
}

/// A result that one thread waits for and another gives.
private final class ResultBox<Success>: @unchecked Sendable {
  // The semaphore orders the write before the read.
  private var result: Result<Success, any Error>?
  private let done = DispatchSemaphore(value: 0)

  func finish(_ result: Result<Success, any Error>) {
    self.result = result
    done.signal()
  }

  func wait() throws -> Success {
    done.wait()
    return try #require(result).get()
  }
}
