import Sandbox
import Testing
import Wasmtime

@Suite("SandboxError")
struct SandboxErrorTests {
  @Test(
    "Where the system refuses another instance, the number to raise is named",
    arguments: [WasmtimeError.Code.instantiation, .other])
  func mappings(_ code: WasmtimeError.Code) {
    let text = "failed to create memory\n\nCaused by:\n    Cannot allocate memory (os error 12)"
    guard case .start(let reason) = SandboxError(starting: WasmtimeError(code, text)).kind else {
      Issue.record("it is told as something else")
      return
    }
    #expect(reason.contains("vm.max_map_count"))
  }

  @Test("What exceeds a store's limit is told as memory, with the first line")
  func memory() {
    let error = SandboxError(
      starting: WasmtimeError(.instantiation, "memory minimum size exceeds limits\nmore"))
    #expect(error.kind == .memoryAtStart("memory minimum size exceeds limits"))
  }
}
