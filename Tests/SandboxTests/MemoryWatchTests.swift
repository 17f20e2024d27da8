import Foundation
import Glibc
import Sandbox
import Synchronization
import Testing
import Wasmtime

@Suite("MemoryWatch", .serialized)
struct MemoryWatchTests {
  /// An instance of a module in WebAssembly's text, whose memory is called `memory`.
  ///
  /// `@unchecked Sendable`: one thread uses it at a time.
  private final class Guest: CallJudge, @unchecked Sendable {
    final class State: Sendable {}

    let engine: TimedEngine
    let store: Store<State>
    let instance: Instance
    let memory: Memory
    let limit: Duration
    private(set) var watch: MemoryWatch?
    /// By when the running call must have ended.
    private var deadline: Int64 = 0

    init(
      _ text: String, on engine: TimedEngine, limit: Duration = .milliseconds(50),
      most: Int = 1 << 30,
      host: @escaping @Sendable (borrowing Caller<State>) throws -> Void = { _ in }
    ) throws {
      self.engine = engine
      self.limit = limit
      store = Store(engine.engine, state: State())
      store.setLimits(.instance(memory: most))
      var linker = Linker<State>(engine.engine)
      try linker.define("host", "call") { (caller: borrowing Caller<State>) in try host(caller) }
      let module = try Module(
        engine.engine,
        text: #"(module (import "host" "call" (func $host)) \#(text))"#)
      instance = try linker.instancePre(module).instantiate(in: store)
      memory = try instance.memory(in: store)
      watch = try engine.watch(
        memory, mostBytes: most, of: module, in: store, judge: self, flag: nil)
    }

    func deadline(_ now: Int64, _ memory: RunningMemory) -> Int64 { deadline }
    func condemn() {}

    /// How a call of `run` ends; nil where it returns.
    func end() -> SandboxError.Kind? {
      deadline = Monotonic.now + Monotonic.nanoseconds(limit)
      do throws(SandboxError) {
        try engine.watch(store, watch: watch) { store throws(WasmtimeError) in
          let run: TypedFunction<Void> = try instance.function("run", in: store)
          try run(in: store)
        }
        return nil
      } catch {
        return error.kind
      }
    }

    /// All of memory can be read and written.
    var isOpen: Bool {
      let count = memory.byteCount(in: store)
      let pages = try? memory.withUnsafeMutableBytes(in: store, at: 0, count: UInt32(count)) {
        bytes in
        stride(from: 0, to: count, by: 4096).count { place in
          bytes[place] = bytes[place] &+ 1
          return true
        }
      }
      return pages == (count + 4095) / 4096
    }
  }

  private static func engine() throws -> TimedEngine { try TimedEngine(.memory) }

  private static let endless = """
    (memory (export "memory") 4)
    (func (export "run") (loop (i32.store (i32.const 100) (i32.const 1)) br 0))
    """

  @Test func `what runs too long ends with its time, and leaves its memory open`() throws {
    let guest = try Guest(Self.endless, on: Self.engine())
    for _ in 0..<20 {
      #expect(guest.end() == .time)
      #expect(guest.isOpen)
    }
  }

  @Test func `what stays in memory that it has grown ends as well`() throws {
    let guest = try Guest(
      """
      (memory (export "memory") 1)
      (func (export "run")
        (drop (memory.grow (i32.const 300)))
        (loop (i32.store (i32.const 10000000) (i32.const 1)) br 0))
      """, on: Self.engine())
    #expect(guest.end() == .time)
    #expect(guest.isOpen)
  }

  @Test func `what grows all the time ends as well`() throws {
    let guest = try Guest(
      """
      (memory (export "memory") 1)
      (func (export "run")
        (loop
          (drop (memory.grow (i32.const 1)))
          (i32.store (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)) (i32.const 1))
          br 0))
      """, on: Self.engine(), most: 200 << 20)
    #expect(guest.end() == .time)
    #expect(guest.isOpen)
  }

  @Test(
    "What the engine itself copies and fills is ended",
    arguments: [
      "(memory.copy (i32.const 1000000) (i32.const 100000000) (i32.const 100000000))",
      "(memory.fill (i32.const 1000000) (i32.const 7) (i32.const 200000000))",
      // What the guest needs itself is what is copied to, first or last.
      "(memory.copy (i32.const 0) (i32.const 100000000) (i32.const 100000000))",
      "(memory.copy (i32.const 64) (i32.const 0) (i32.const 200000000))",
      "(memory.copy (i32.const 0) (i32.const 64) (i32.const 200000000))",
      "(memory.copy (i32.const 0) (i32.const 4000000) (i32.const 3000000))",
      "(memory.copy (i32.const 0) (i32.const 4000000) (i32.const 100000))",
      "(memory.fill (i32.const 0) (i32.const 7) (i32.const 200000000))",
      "(memory.fill (i32.const 0) (i32.const 7) (i32.const 100000))",
    ])
  func bulk(_ work: String) throws {
    let guest = try Guest(
      """
      (memory (export "memory") 4000)
      (func (export "run") (loop \(work) (i32.store (i32.const 100) (i32.const 1)) br 0))
      """, on: Self.engine())
    #expect(guest.end() == .time)
    #expect(guest.isOpen)
  }

  @Test func `the host reads and writes memory that is being shut`() throws {
    let rounds = Atomic(0)
    let guest = try Guest(
      """
      (memory (export "memory") 100)
      (func (export "run")
        (call $host)
        (loop (i32.store (i32.const 100) (i32.const 1)) br 0))
      """, on: Self.engine(), limit: .milliseconds(5)
    ) { caller in
      let memory = try caller.memory()
      for round in 0..<3000 {
        let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: 65536)
        let place = UInt32(round % 99) * 65536
        try memory.write(bytes, in: caller, at: place)
        #expect(try memory.bytes(in: caller, at: place, count: 65536) == bytes)
        rounds.add(1, ordering: .relaxed)
      }
    }
    #expect(guest.end() == .time)
    #expect(rounds.load(ordering: .relaxed) == 3000)
    #expect(guest.isOpen)
  }

  @Test func `an access out of bounds stays a crash`() throws {
    let guest = try Guest(
      """
      (memory (export "memory") 1)
      (func (export "run") (drop (i32.load (i32.const 65536))))
      """, on: Self.engine())
    #expect(guest.end() == .crash("memory access out of bounds"))
    let grown = try Guest(
      """
      (memory (export "memory") 1 2)
      (func (export "run")
        (drop (memory.grow (i32.const 1)))
        (i32.store (i32.const 131072) (i32.const 1)))
      """, on: Self.engine())
    #expect(grown.end() == .crash("memory access out of bounds"))
  }

  @Test func `memory that was shut ends where it did before`() throws {
    let guest = try Guest(
      """
      (memory (export "memory") 1)
      (global $round (mut i32) (i32.const 0))
      (func (export "run")
        (global.set $round (i32.add (global.get $round) (i32.const 1)))
        (if (i32.eq (global.get $round) (i32.const 2))
          (then (drop (i32.load (i32.const 65536)))))
        (loop (i32.store (i32.const 100) (i32.const 1)) br 0))
      """, on: Self.engine())
    #expect(guest.end() == .time)
    #expect(guest.end() == .crash("memory access out of bounds"))
  }

  @Test func `a call within a call has a deadline of its own`() throws {
    let engine = try Self.engine()
    let inner = try Guest(Self.endless, on: engine, limit: .milliseconds(30))
    let outer = try Guest(
      """
      (memory (export "memory") 1)
      (func (export "run")
        (call $host) (i32.store (i32.const 0) (i32.const 1)) (call $host))
      """, on: engine, limit: .seconds(20)
    ) { caller in
      #expect(inner.end() == .time)
      #expect(inner.isOpen)
      try caller.memory().write([1, 2, 3], in: caller, at: 8)
    }
    #expect(outer.end() == nil)
    let impatient = try Guest(
      """
      (memory (export "memory") 1)
      (func (export "run") (call $host) (i32.store (i32.const 0) (i32.const 1)))
      """, on: engine, limit: .milliseconds(1)
    ) { caller in
      #expect(inner.end() == .time)
      try caller.memory().write([1, 2, 3], in: caller, at: 8)
      usleep(10000)
    }
    #expect(impatient.end() == .time)
    #expect(impatient.isOpen)
  }

  @Test func `calls that end just in time leave nothing shut`() throws {
    let engine = try Self.engine()
    let guest = try Guest(
      """
      (memory (export "memory") 4)
      (func (export "run") (call $host) (i32.store (i32.const 100) (i32.const 1)))
      """, on: engine, limit: .milliseconds(1)
    ) { _ in Monotonic.sleep(nanoseconds: .random(in: 900_000...1_200_000)) }
    var endings = [0, 0]
    for _ in 0..<2000 {
      let kind = guest.end()
      #expect(kind == nil || kind == .time)
      endings[kind == nil ? 0 : 1] += 1
      #expect(try guest.memory.bytes(in: guest.store, at: 100, count: 1).count == 1)
    }
    #expect(endings.allSatisfy { $0 > 0 })
  }

  @Test func `instances come and go under deadlines of their own, in two engines`() throws {
    let engines = [try Self.engine(), try Self.engine()]
    let ended = Atomic(0)
    let threads = (0..<8).map { number in
      let done = DispatchSemaphore(value: 0)
      let thread = Thread {
        for round in 0..<25 {
          let limit = Duration.milliseconds(1 + (number + round) % 7)
          let guest = try? Guest(Self.endless, on: engines[number % 2], limit: limit)
          if guest?.end() == .time, guest?.isOpen == true { ended.add(1, ordering: .relaxed) }
        }
        done.signal()
      }
      thread.stackSize = 16 << 20
      thread.start()
      return done
    }
    for done in threads { done.wait() }
    #expect(ended.load(ordering: .relaxed) == 200)
  }

  // MARK: Handlers of others

  @Test func `faults of others go to the handler that was there`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      signal(SIGSEGV) { _ in _exit(7) }
      let guest = try Guest(Self.endless, on: Self.engine())
      guard guest.end() == .time, guest.isOpen else { _exit(8) }
      Self.fault()
    }
    await #expect(processExitsWith: .signal(SIGSEGV)) {
      signal(SIGSEGV, SIG_DFL)
      let guest = try Guest(Self.endless, on: Self.engine())
      guard guest.end() == .time, guest.isOpen else { _exit(8) }
      Self.fault()
    }
  }

  @Test func `an engine of another kind may be there before`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      signal(SIGSEGV) { _ in _exit(7) }
      let first = try TimedEngine()
      let guest = try Guest(Self.endless, on: Self.engine())
      guard guest.end() == .time, guest.isOpen else { _exit(8) }
      let bulk = try Guest(
        """
        (memory (export "memory") 4000)
        (func (export "run")
          (loop
            (memory.fill (i32.const 0) (i32.const 7) (i32.const 200000000))
            (i32.store (i32.const 100) (i32.const 1))
            br 0))
        """, on: Self.engine())
      guard bulk.end() == .time, bulk.isOpen else { _exit(9) }
      withExtendedLifetime(first) { Self.fault() }
    }
  }

  @Test func `a handler that is there later may pass faults on`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      let engine = try Self.engine()
      try Self.passOn()
      let bulk = try Guest(
        """
        (memory (export "memory") 4000)
        (func (export "run")
          (loop
            (memory.fill (i32.const 0) (i32.const 7) (i32.const 200000000))
            (i32.store (i32.const 100) (i32.const 1))
            br 0))
        """, on: engine)
      guard bulk.end() == .time, bulk.isOpen else { _exit(9) }
    }
  }

  private static func fault() {
    UnsafeMutablePointer<UInt8>(bitPattern: 64)?.pointee = 1
  }

  private nonisolated(unsafe) static var handlerBefore = sigaction()

  private static func passOn() throws {
    var action = sigaction()
    action.__sigaction_handler.sa_sigaction = { number, information, context in
      MemoryWatchTests.handlerBefore.__sigaction_handler.sa_sigaction(number, information, context)
    }
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | Int32(SA_NODEFER)
    try #require(sigaction(SIGSEGV, &action, &handlerBefore) == 0)
  }
}
