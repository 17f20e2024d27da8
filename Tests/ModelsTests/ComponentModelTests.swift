import Columns
import Foundation
import PythonGuest
import Synchronization
import Testing

@testable import Models

@Suite("Latin1")
struct Latin1Tests {
  @Test("Every byte survives being text", arguments: [0, 1, 255, 256, 4096])
  func roundTrip(_ count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let text = Latin1.utf8(of: bytes)
    #expect(String(validating: text, as: UTF8.self) != nil)
    #expect(Latin1.bytes(of: text) == bytes)
  }

  @Test("Characters that are no byte are refused") func others() {
    #expect(Latin1.bytes(of: Array("aÿ".utf8)) == [97, 255])
    #expect(Latin1.bytes(of: Array("aĀ".utf8)) == nil)
    #expect(Latin1.bytes(of: Array("é€".utf8)) == nil)
    #expect(Latin1.bytes(of: [0xC3]) == nil)
  }
}

@Suite("ComponentModel")
struct ComponentModelTests {
  private func file(_ bytes: [UInt8]) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(bytes).write(to: path)
    return path.path
  }

  @Test(
    "What is no component of our world is refused in one line",
    arguments: [
      // A component without exports, a module, text.
      [0, 0x61, 0x73, 0x6D, 0x0D, 0, 1, 0], [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0], [104, 105],
    ] as [[UInt8]])
  func otherWorlds(_ bytes: [UInt8]) throws {
    let path = try file(bytes)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let error = #expect(throws: PythonGuestError.self) { try ComponentModel(path: path) }
    #expect(error?.code == .usage)
    #expect(error?.message.contains("\n") == false)
  }

  @Test("A file that is not there is refused") func missing() {
    let error = #expect(throws: PythonGuestError.self) { try ComponentModel(path: "/none") }
    #expect(error?.code == .usage)
  }
}

/// componentize-py, once it was set up.
private let isSetUp = ComponentProvider().describe().available

@Suite(
  "Componentizer", .serialized,
  .enabled(if: isSetUp, "./just setup-models component was not run"))
struct ComponentizerTests {
  private static let source = """
    import random
    print("loading")
    def add_one(x: int) -> int:
        print(x)
        return x + 1
    def chance() -> float: return random.random()
    """

  @Test("A component carries its program, with WASI or without", arguments: [false, true])
  func carries(_ stubbingWASI: Bool) throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).wasm").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let made = try Componentizer.build(
      source: Self.source, file: "carried.py", stubbingWASI: stubbingWASI)
    try Data(made).write(to: URL(fileURLWithPath: path))
    let model = try ComponentModel(path: path)
    #expect(model.carried == Self.source)

    let printed = Mutex("")
    let program = try Program(
      ProgramSource(code: .carried, file: "carried.py") { _, bytes in
        printed.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
      }, model: model)
    #expect(try program.function(named: "add_one").call([.int64(41)]) == .int64(42))
    #expect(printed.withLock { $0 } == "loading\n41\n")

    let other = #expect(throws: PythonGuestError.self) {
      try Program(ProgramSource(text: "x = 1", file: "other.py"), model: model)
    }
    #expect(other?.code == .usage)

    let chances = try (0..<2).map { _ in
      try Program(ProgramSource(code: .carried, file: "carried.py"), model: model)
        .function(named: "chance").call([])
    }
    #expect((chances[0] == chances[1]) == stubbingWASI)
  }

  @Test(
    "A source that is not accepted makes no component",
    arguments: [("def f(x: return x", PythonGuestError.Code.syntaxError), ("", .usage)])
  func refused(_ source: String, _ code: PythonGuestError.Code) throws {
    let error = #expect(throws: PythonGuestError.self) {
      try Componentizer.build(source: source, file: "f.py")
    }
    #expect(error?.code == code)
  }
}
