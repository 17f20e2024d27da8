import Testing
import Wasmtime

@Suite("Linker")
struct LinkerTests {
  let engine: Engine

  init() throws { engine = try Engine() }

  /// The host functions that `host.wat` imports.
  private func prepareHost(
    failing error: any Error = HostFailure(reason: "as told")
  ) throws -> InstancePre<HostState> {
    var linker = Linker<HostState>(engine)
    try linker.define("host", "mix") { (_, a: Int32, b: Int64, c: Float, d: Double) -> Int64 in
      Int64(a) * 1000 + b * 100 + Int64(c) * 10 + Int64(d)
    }
    try linker.define("host", "note") { (caller, number: Int64) in
      caller.state.notes.append(number)
    }
    try linker.define("host", "fail") { _ in throw error }
    try linker.define("host", "read") { (caller, address: UInt32, count: UInt32) -> UInt32 in
      let memory = try caller.memory()
      return try memory.withUnsafeBytes(in: caller, at: address, count: count) { bytes in
        bytes.reduce(0) { $0 + UInt32($1) }
      }
    }
    try linker.define("host", "again") { (caller, number: Int32) -> Int32 in
      guard let again = caller.state.again else { throw HostFailure(reason: "no function") }
      return try again(number, in: caller)
    }
    return try linker.instancePre(Module(engine, text: fixture("host.wat")))
  }

  @Test("A host function receives arguments of every kind and returns a result")
  func argumentsAndResults() throws {
    let store = makeStore(engine)
    let instance = try prepareHost().instantiate(in: store)
    let mix: TypedFunction<Int64, Int32, Int64, Float, Double> =
      try instance.function("mix", in: store)
    #expect(try mix(1, 2, 3, 4, in: store) == 1234)
    #expect(try mix(-1, 0, 0, 0, in: store) == -1000)
  }

  @Test("A host function sees the state of the store that called it")
  func stateIsTheCallersOwn() throws {
    let pre = try prepareHost()
    let first = makeStore(engine)
    let second = makeStore(engine)
    let noteFirst: TypedFunction<Void, Int64> =
      try pre.instantiate(in: first).function("note", in: first)
    let noteSecond: TypedFunction<Void, Int64> =
      try pre.instantiate(in: second).function("note", in: second)
    try noteFirst(1, in: first)
    try noteSecond(2, in: second)
    try noteFirst(.min, in: first)
    #expect(first.state.notes == [1, .min])
    #expect(second.state.notes == [2])
  }

  @Test("What a host function throws can be recovered by the caller")
  func thrownErrorsAreRecovered() throws {
    let store = makeStore(engine)
    let instance = try prepareHost().instantiate(in: store)
    let fail: TypedFunction<Void> = try instance.function("fail", in: store)
    let error = try #require(failure { try fail(in: store) })
    #expect(error.code == .host)
    #expect(error.underlyingError as? HostFailure == HostFailure(reason: "as told"))
    #expect(error.message.contains("as told"))
    #expect(error.backtrace?.isEmpty == false)
  }

  @Test("A later trap does not bring back what a host function threw before")
  func thrownErrorsDoNotLinger() throws {
    let store = makeStore(engine)
    let instance = try prepareHost().instantiate(in: store)
    let fail: TypedFunction<Void> = try instance.function("fail", in: store)
    let trap: TypedFunction<Int32, Int32> = try instance.function("countdown_to_trap", in: store)
    #expect(failure { try fail(in: store) }?.code == .host)
    #expect(failure { _ = try trap(0, in: store) }?.code == .trap(.unreachable))
  }

  @Test("A host function can end the module with an exit status")
  func exitStatus() throws {
    let store = makeStore(engine)
    let instance = try prepareHost(failing: WasmtimeError(.exit(3), "exit"))
      .instantiate(in: store)
    let fail: TypedFunction<Void> = try instance.function("fail", in: store)
    #expect(failure { try fail(in: store) }?.code.exitStatus == 3)
  }

  @Test("A host function reads the memory of its caller")
  func callersMemory() throws {
    let store = makeStore(engine)
    let instance = try prepareHost().instantiate(in: store)
    let read: TypedFunction<UInt32, UInt32, UInt32> = try instance.function("read", in: store)
    #expect(try read(16, 5, in: store) == 532)
    #expect(try read(0, 0, in: store) == 0)
  }

  @Test(
    "Addresses out of bounds that the guest hands to a host function throw",
    arguments: [(65_536, 1), (.max, .max), (1, .max), (.max, 1), (65_530, 7)] as [(UInt32, UInt32)])
  func hostileAddressesThrow(address: UInt32, count: UInt32) throws {
    let store = makeStore(engine)
    let instance = try prepareHost().instantiate(in: store)
    let read: TypedFunction<UInt32, UInt32, UInt32> = try instance.function("read", in: store)
    #expect(failure { _ = try read(address, count, in: store) }?.code == .outOfBounds)
  }

  @Test("A host function calls back into its caller, and errors pass through every level")
  func nestedCalls() throws {
    let store = makeStore(engine)
    let instance = try prepareHost().instantiate(in: store)
    let countdown: TypedFunction<Int32, Int32> = try instance.function("countdown", in: store)
    store.state.again = countdown
    #expect(try countdown(10, in: store) == 42)
    let trap: TypedFunction<Int32, Int32> = try instance.function("countdown_to_trap", in: store)
    store.state.again = trap
    #expect(failure { _ = try trap(10, in: store) }?.code == .trap(.unreachable))
    store.state.again = nil
    #expect(failure { _ = try trap(1, in: store) }?.code == .host)
  }

  @Test("What a host function throws in a start function is thrown by instantiation")
  func throwingStartFunctions() throws {
    var linker = Linker<HostState>(engine)
    try linker.define("host", "fail") { _ in throw HostFailure(reason: "at start") }
    let text = #"(module (import "host" "fail" (func $fail)) (start $fail))"#
    let pre = try linker.instancePre(Module(engine, text: text))
    let store = makeStore(engine)
    let error = failure { _ = try pre.instantiate(in: store) }
    #expect(error?.underlyingError as? HostFailure == HostFailure(reason: "at start"))
  }

  @Test("A name can be defined once")
  func namesAreDefinedOnce() throws {
    var linker = Linker<HostState>(engine)
    try linker.define("host", "fail") { _ in }
    let error: WasmtimeError?
    do throws(WasmtimeError) {
      try linker.define("host", "fail") { _ in }
      error = nil
    } catch let caught {
      error = caught
    }
    #expect(error?.code == .linking)
  }

  @Test(
    "A module whose imports are missing or of another type is not linked",
    arguments: [
      #"(import "host" "missing" (func))"#, #"(import "other" "note" (func (param i64)))"#,
      #"(import "host" "note" (func (param i32)))"#, #"(import "host" "note" (memory 1))"#,
      #"(import "host" "note" (func (param i64) (result i32)))"#,
    ])
  func unfitImportsAreNotLinked(text: String) throws {
    var linker = Linker<HostState>(engine)
    try linker.define("host", "note") { (_, _: Int64) in }
    let module = try Module(engine, text: "(module \(text))")
    let error: WasmtimeError?
    do throws(WasmtimeError) {
      _ = try linker.instancePre(module)
      error = nil
    } catch let caught {
      error = caught
    }
    #expect(error?.code == .linking)
  }

  @Test("A caller without an exported memory has none")
  func callersWithoutMemory() throws {
    var linker = Linker<HostState>(engine)
    try linker.define("host", "touch") { caller in _ = try caller.memory() }
    let text = #"(module (import "host" "touch" (func $f)) (export "f" (func $f)) (start $f))"#
    let pre = try linker.instancePre(Module(engine, text: text))
    let store = makeStore(engine)
    #expect(failure { _ = try pre.instantiate(in: store) }?.code == .noSuchExport)
  }

  @Test("Closures are released with the last user of their linker")
  func closuresAreReleased() throws {
    let released = Counter()
    var pre: InstancePre<HostState>? = try {
      let token = Token { released.add() }
      var linker = Linker<HostState>(engine)
      try linker.define("host", "use") { _ in token.use() }
      let text = #"(module (import "host" "use" (func $f)) (start $f))"#
      return try linker.instancePre(Module(engine, text: text))
    }()
    let store = makeStore(engine)
    _ = try pre?.instantiate(in: store)
    #expect(released.value == 0)
    pre = nil
    _ = consume store
    #expect(released.value == 1)
  }
}

/// An object that says when it ends.
private final class Token: Sendable {
  private let onDeinit: @Sendable () -> Void

  init(onDeinit: @escaping @Sendable () -> Void) { self.onDeinit = onDeinit }

  deinit { onDeinit() }

  func use() {}
}
