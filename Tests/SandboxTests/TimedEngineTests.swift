import Sandbox
import Testing
import Wasmtime

@Suite("TimedEngine")
struct TimedEngineTests {
  private final class State: Sendable {}

  /// How a run of a function in WebAssembly's text ends.
  private func ending(
    _ body: String, memoryBytes: Int = 1 << 20, time: Duration = .milliseconds(100)
  ) throws -> SandboxError.Kind? {
    let timed = try TimedEngine()
    let module = try Module(
      timed.engine,
      text: """
        (module (memory (export "memory") 1) (func $run (export "run") (result i32) \(body)))
        """)
    let template = try Linker<State>(timed.engine).instancePre(module)
    let store = Store(timed.engine, state: State())
    store.setLimits(.instance(memory: memoryBytes))
    do throws(SandboxError) {
      let instance = try timed.run(
        in: store, within: time, ending: SandboxError.init(starting:)
      ) {
        store throws(WasmtimeError) in try template.instantiate(in: store)
      }
      _ = try timed.run(in: store, within: time) { store throws(WasmtimeError) in
        let run: TypedFunction<Int32> = try instance.function("run", in: store)
        return try run(in: store)
      }
      return nil
    } catch {
      return error.kind
    }
  }

  @Test func `what runs too long ends with its time`() throws {
    #expect(try ending("(loop br 0) i32.const 0") == .time)
  }

  @Test func `endless recursion and broken rules have names of their own`() throws {
    #expect(try ending("call $run i32.const 1 i32.add") == .stackOverflow)
    #expect(try ending("unreachable") == .crash("unreachable code reached"))
  }

  @Test func `an instance without room does not start`() throws {
    guard case .memoryAtStart = try ending("i32.const 0", memoryBytes: 1) else {
      Issue.record("it started")
      return
    }
  }

  @Test func `with little memory left a crash is for want of memory`() {
    let crash = WasmtimeError(.trap(.unreachable), "unreachable code reached")
    #expect(SandboxError(ending: crash, memoryLeft: 1 << 19).kind == .memory)
    #expect(SandboxError(ending: crash, memoryLeft: -1).kind == .memory)
    #expect(SandboxError(ending: crash, memoryLeft: 1 << 20).kind != .memory)
    #expect(SandboxError(ending: crash).kind != .memory)
  }

  @Test func `an error of a door arrives as it was thrown`() {
    let thrown = WasmtimeError(
      .host, "", underlyingError: SandboxError(.misuse("asked for too much")))
    #expect(SandboxError(ending: thrown, memoryLeft: 0).kind == .misuse("asked for too much"))
    #expect(SandboxError(starting: thrown).kind == .misuse("asked for too much"))
  }
}
