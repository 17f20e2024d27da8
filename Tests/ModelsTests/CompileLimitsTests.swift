import Foundation
import PythonGuest
import Testing
import Wasmtime

@testable import Models

@Suite("CompileLimits")
struct CompileLimitsTests {
  /// A file of that many zero bytes, without the room for them, after the mark of a module.
  private func file(_ count: Int) throws -> String {
    let path = NSTemporaryDirectory() + "compile-\(UUID().uuidString).wasm"
    try Data([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]).write(to: URL(fileURLWithPath: path))
    #expect(truncate(path, off_t(count)) == 0)
    return path
  }

  private func refusal(_ error: WasmtimeError) -> PythonGuestError {
    PythonGuestError(.usage, error.message)
  }

  @Test("A file beyond the limit is refused before it is read") func size() throws {
    let path = try file(1 << 40)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let start = ContinuousClock.now
    let models: [() throws -> Void] = [
      { _ = try StdioModel(module: path) }, { _ = try ComponentModel(path: path) },
      { _ = try Py2wasmProvider().make([.pythonModule: path]) },
    ]
    for model in models {
      let error = #expect(throws: PythonGuestError.self) { try model() }
      #expect(error?.code == .usage)
      #expect(
        error?.message == "\(path) is larger than 64 MiB, the limit for what is compiled")
    }
    #expect(ContinuousClock.now - start < .seconds(1))
  }

  @Test("What is no file is refused, and does not wait") func noFile() throws {
    let path = NSTemporaryDirectory() + "compile-\(UUID().uuidString)"
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    for place in [path, "/dev/zero", "/tmp"] {
      let error = #expect(throws: PythonGuestError.self) { try StdioModel(module: place) }
      #expect(error?.message == "\(place) cannot be read: it is no regular file")
    }
  }

  @Test("Compiling ends with its limit, and few that were given up go on", .timeLimit(.minutes(1)))
  func time() throws {
    let limits = CompileLimits(bytes: 1, seconds: 1, abandoned: .init())
    let start = ContinuousClock.now
    for _ in 0..<2 {
      let error = #expect(throws: PythonGuestError.self) {
        try limits.run("slow.wasm", refusal: refusal) { usleep(3_500_000) }
      }
      #expect(error?.code == .timeLimit)
      #expect(
        error?.message == "slow.wasm took longer to compile than the limit of 1 s")
    }
    #expect(ContinuousClock.now - start < .seconds(3))
    let refused = #expect(throws: PythonGuestError.self) {
      try limits.run("next.wasm", refusal: refusal) {}
    }
    #expect(refused?.code == .timeLimit)
    // Those that were given up have ended.
    sleep(3)
    #expect(try limits.run("last.wasm", refusal: refusal) { 1 } == 1)
  }

  @Test("The compiler's own error is told in the model's words") func failure() throws {
    let limits = CompileLimits(bytes: 1, seconds: 60)
    let error = #expect(throws: PythonGuestError.self) {
      try limits.run("broken.wasm", refusal: refusal) { () throws(WasmtimeError) in
        throw WasmtimeError(.compilation, "no module")
      }
    }
    #expect(error?.message == "no module")
  }
}
