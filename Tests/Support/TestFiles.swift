package import Foundation
package import Testing

/// Files under `Fixtures`, beside the test that asks for them.
package enum Fixture {
  package static func text(_ path: String, testFile: String = #filePath) throws -> String {
    try String(contentsOf: folder(of: testFile).appending(path: path), encoding: .utf8)
  }

  /// The names of a folder's Python files without their endings.
  package static func names(in path: String, testFile: String = #filePath) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder(of: testFile).appending(path: path).path)
    return (names ?? []).filter { $0.hasSuffix(".py") }.map { String($0.dropLast(3)) }.sorted()
  }

  /// Writes a file anew, where ``Recording`` is on.
  package static func write(
    _ text: String, to path: String, testFile: String = #filePath
  ) throws {
    try text.write(
      to: folder(of: testFile).appending(path: path), atomically: true, encoding: .utf8)
  }

  private static func folder(of testFile: String) -> URL {
    URL(filePath: testFile).deletingLastPathComponent().appending(path: "Fixtures")
  }
}

/// Expected outputs under `Goldens`, beside the test that has them.
package enum Golden {
  package static func expect(
    _ actual: String, _ path: String, testFile: String = #filePath,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = URL(filePath: testFile).deletingLastPathComponent()
      .appending(path: "Goldens/\(path)")
    try Recording.expect(actual, file, sourceLocation: sourceLocation)
  }
}

/// With `PYGUEST_RECORD` set, tests write down what they find in place of comparing it.
package enum Recording {
  package static let isOn = ProcessInfo.processInfo.environment["PYGUEST_RECORD"] != nil

  /// Compares a text with a file's, or writes the file anew.
  package static func expect(
    _ actual: String, _ file: URL, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    if isOn {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try actual.write(to: file, atomically: true, encoding: .utf8)
    } else {
      let expected = try String(contentsOf: file, encoding: .utf8)
      #expect(actual == expected, "\(file.lastPathComponent)", sourceLocation: sourceLocation)
    }
  }
}
