import Foundation
import Testing

/// A component that was set up, which runs any source.
private let generic = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent(".deps/models/component/generic.wasm").path

@Suite(
  "--component", .serialized,
  .enabled(
    if: FileManager.default.fileExists(atPath: generic), "./just setup-models component was not run"
  ))
struct ComponentOptionTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures").path

  private func run(_ arguments: String...) throws -> Executable.Result {
    try Executable.run(arguments, input: nil, folder: Self.fixtures)
  }

  @Test("Names the component that a source runs in", arguments: [[], ["--model", "component"]])
  func source(_ model: [String]) throws {
    let result = try Executable.run(
      ["call", "functions.py", "add_one", "41", "--component", generic] + model, input: nil,
      folder: Self.fixtures)
    #expect(result.output == "42\n")
    #expect(result.status == 0)
  }

  @Test("A component without a program does not take a program's place") func empty() throws {
    let result = try run("inspect", generic)
    #expect(result.error.contains("carries no program"))
    #expect(result.error.split(separator: "\n").count == 1)
    #expect(result.status == 2)
  }

  @Test("A component with a program runs that alone", .timeLimit(.minutes(5)))
  func carrying() throws {
    let made = NSTemporaryDirectory() + "pyguest-\(UUID().uuidString).wasm"
    defer { try? FileManager.default.removeItem(atPath: made) }
    #expect(try run("componentize", "functions.py", "--output", made).status == 0)

    #expect(try run("call", made, "add_one", "41").output == "42\n")
    #expect(try run("call", made, "add_one", "41", "--model", "component").output == "42\n")
    // The program that it carries may be named too.
    let named = try run("call", "functions.py", "add_one", "41", "--component", made)
    #expect(named.output == "42\n")

    let other = try run("inspect", "failing.py", "--component", made)
    #expect(other.error.contains("carries another program"))
    #expect(other.status == 2)
  }

  @Test("A build that is told to end leaves nothing behind", arguments: [SIGTERM, SIGINT])
  func interrupted(_ signal: Int32) async throws {
    let folder = NSTemporaryDirectory() + "pyguest-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let process = Executable.process(
      ["componentize", "functions.py", "--output", folder + "/made.wasm"], folder: Self.fixtures,
      temporaryFolder: folder)
    try process.run()
    while try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty, process.isRunning {
      try await Task.sleep(for: .milliseconds(10))
    }
    // Time for the tool to start, and to run programs of its own.
    try await Task.sleep(for: .milliseconds(500))
    #expect(process.isRunning)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == signal)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(left == [])
  }
}
