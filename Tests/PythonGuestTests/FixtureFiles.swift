import Foundation
import Testing

/// Files under `Fixtures`.
enum Fixture {
  private static let folder = Bundle.module.bundleURL.appending(path: "Fixtures")

  static func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  /// The names of a folder's files without their endings.
  static func names(in path: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: path).path)
    return (names ?? []).filter { $0.hasSuffix(".py") }.map { String($0.dropLast(3)) }.sorted()
  }
}

/// Expected outputs under `Goldens`. Where `UPDATE_GOLDENS` is set, they are written anew.
enum Golden {
  private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil

  static func expect(
    _ actual: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    if isUpdating {
      let target = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "Goldens/\(path)")
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try actual.write(to: target, atomically: true, encoding: .utf8)
      return
    }
    let file = Bundle.module.bundleURL.appending(path: "Goldens/\(path)")
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(actual == expected, "\(path)", sourceLocation: sourceLocation)
  }
}
