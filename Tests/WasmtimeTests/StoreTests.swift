import Dispatch
import Foundation
import Testing
import Wasmtime

@Suite("Store")
struct StoreTests {
  let engine: Engine

  init() throws { engine = try Engine() }

  @Test("An endless loop ends when the epoch reaches the deadline")
  func endlessLoopsEnd() throws {
    let store = makeStore(engine)
    let instance = try prepare(engine, fixture: "traps.wat").instantiate(in: store)
    let loop: TypedFunction<Void> = try instance.function("interrupt", in: store)
    store.setEpochDeadline(ticks: 3)
    let ticker = Thread { [engine] in
      for _ in 0..<3 {
        Thread.sleep(forTimeInterval: 0.01)
        engine.incrementEpoch()
      }
    }
    ticker.start()
    let error = failure { try loop(in: store) }
    #expect(error?.code == .trap(.interrupt))
  }

  @Test("A new store's deadline is already reached")
  func newStoresMayNotRun() throws {
    let store = Store(engine, state: HostState())
    let instance = try prepare(engine, fixture: "values.wat").instantiate(in: store)
    let seven: TypedFunction<Int32> = try instance.function("seven", in: store)
    #expect(failure { _ = try seven(in: store) }?.code == .trap(.interrupt))
  }

  @Test("A deadline of any size can be set again after the epoch has advanced")
  func deadlinesDoNotOverflow() throws {
    let store = makeStore(engine)
    let instance = try prepare(engine, fixture: "values.wat").instantiate(in: store)
    let seven: TypedFunction<Int32> = try instance.function("seven", in: store)
    for ticks in [.max, .max - 1, 1] as [UInt64] {
      engine.incrementEpoch()
      store.setEpochDeadline(ticks: ticks)
      #expect(try seven(in: store) == 7)
    }
  }

  @Test("A memory does not grow beyond the limit")
  func memoryLimitStopsGrowth() throws {
    let store = makeStore(engine)
    store.setLimits(StoreLimits(memoryBytes: 3 * Memory.pageBytes))
    let instance = try prepare(engine, fixture: "memory.wat").instantiate(in: store)
    let grow: TypedFunction<Int32, Int32> = try instance.function("grow", in: store)
    let memory = try instance.memory(in: store)
    #expect(try grow(2, in: store) == 1)
    #expect(try grow(1, in: store) == -1)
    #expect(failure { try memory.grow(pages: 1, in: store) }?.code == .growth)
    #expect(memory.byteCount(in: store) == 3 * Memory.pageBytes)
  }

  @Test(
    "An instance that needs more than a limit is not made",
    arguments: [
      StoreLimits(memoryBytes: Memory.pageBytes - 1), StoreLimits(memoryBytes: -1),
      StoreLimits(tableElements: 0), StoreLimits(instances: 0), StoreLimits(tables: 0),
      StoreLimits(memories: 0),
    ])
  func limitsStopInstances(limits: StoreLimits) throws {
    let store = makeStore(engine)
    store.setLimits(limits)
    let pre = try prepare(engine, fixture: "traps.wat")
    #expect(failure { _ = try pre.instantiate(in: store) }?.code == .instantiation)
  }

  @Test("The state lives exactly as long as its store")
  func stateIsReleased() throws {
    let pre = try prepare(engine, fixture: "memory.wat")
    let released = Counter()
    for round in 1...1000 {
      let store = makeStore(engine, state: HostState { released.add() })
      _ = try pre.instantiate(in: store)
      #expect(released.value == round - 1)
      _ = consume store
      #expect(released.value == round)
    }
  }

  @Test("Instances that come and go do not fill the address space")
  func instancesAreFreed() throws {
    let pre = try prepare(engine, fixture: "memory.wat")
    let before = try addressSpace()
    // Each reserves 4 GiB: all together would be 20 TiB.
    for _ in 0..<5000 {
      let store = makeStore(engine)
      let memory = try pre.instantiate(in: store).memory(in: store)
      try memory.write([1], in: store, at: 0)
    }
    #expect(try addressSpace() - before < 1 << 40)
  }

  @Test("Threads run stores of one engine side by side")
  func threadsHaveTheirOwnStores() throws {
    let pre = try prepare(engine, fixture: "values.wat")
    let sums = Counter()
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      let outcome = failure {
        for round in 0..<200 {
          let store = makeStore(engine)
          let add: TypedFunction<Int32, Int32, Int32> =
            try pre.instantiate(in: store).function("add", in: store)
          sums.add(Int(try add(Int32(thread), Int32(round), in: store)))
        }
      }
      #expect(outcome == nil)
    }
    #expect(sums.value == 200 * (0..<8).reduce(0, +) + 8 * (0..<200).reduce(0, +))
  }

  /// Bytes of addresses that this process has mapped. Zero where the system does not tell.
  private func addressSpace() throws -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
      return 0
    }
    return status.split(separator: " ").first.flatMap { Int($0) }.map { $0 * 4096 } ?? 0
  }
}
