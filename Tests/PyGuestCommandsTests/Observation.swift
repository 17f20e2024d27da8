import Foundation
import Testing

/// What a command does in surroundings that a test asks for, as `Fixtures/observe.py` tells.
struct Observation: Decodable {
  var status: Int32
  /// What a terminal got, where one was there.
  var terminal: String?
  var output: String?
  var error: String?
  /// How many bytes came.
  var bytes: Int?
  /// The most bytes of memory.
  var peak: Int?
  var seconds: Double?

  static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures").path

  /// Runs `pyguest` in the folder of the fixtures.
  ///
  /// - Parameter way: the surroundings, such as `terminal=1`.
  init(_ way: String, _ arguments: String..., folder: String = Observation.fixtures) throws {
    let command = ["python3", "-B", Self.fixtures + "/observe.py", way, Executable.url.path]
    let told = try Executable.run(command + arguments, by: "/usr/bin/env", in: folder)
    try #require(told.status == 0, "\(told.error)")
    self = try JSONDecoder().decode(Self.self, from: Data(told.output.utf8))
  }
}

extension Executable {
  /// Runs a line of a shell in which `$P` is the program.
  static func shell(_ line: String, in folder: String = Observation.fixtures) throws -> Result {
    try run(["-c", line.replacing("$P", with: url.path)], by: "/bin/sh", in: folder)
  }

  /// Runs another program.
  static func run(_ arguments: [String], by path: String, in folder: String) throws -> Result {
    let process = process(arguments, folder: folder)
    process.executableURL = URL(fileURLWithPath: path)
    return try run(process)
  }
}
