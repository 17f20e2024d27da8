import Foundation
package import PythonGuest

/// Wheels that `wheels.py` makes, kept in the temporary folder as long as that script stays as it is.
package enum TestWheels {
  /// The folder of small packages that depend on one another.
  package static let good = Result { try made("good") }
  /// The folder of those that are refused, or do no harm.
  package static let hostile = Result { try made("hostile") }

  /// A wheel of ``good`` by its file's name.
  package static func package(_ file: String) throws -> Package {
    try package(file, in: good.get())
  }

  package static func package(_ file: String, in folder: String) throws -> Package {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
    return try Package(wheel: Array(bytes), fileName: file)
  }

  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("wheels.py")

  private static func made(_ kind: String) throws -> String {
    let parent = NSTemporaryDirectory() + "pyguest-test-wheels-\(getuid())-\(try version())"
    let path = "\(parent)/\(kind)"
    if FileManager.default.fileExists(atPath: path) { return path }
    let fresh = "\(path).\(UUID().uuidString)"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-B", script.path, kind, fresh]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    // Another process may have been faster.
    try? FileManager.default.moveItem(atPath: fresh, toPath: path)
    return path
  }

  /// What stands for the script's text: FNV-1a.
  private static func version() throws -> String {
    let hash = try Data(contentsOf: script).reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return String(hash, radix: 16)
  }
}
