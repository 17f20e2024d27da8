import Foundation
import Testing
import Wasmtime

@Suite("Engine")
struct EngineTests {
  static let contradictions: [@Sendable (inout Configuration) -> Void] = [
    { $0.maximumStack = 0 },
    { $0.maximumStack = -1 },
    { $0.maximumStack = .max },
    { $0.memoryReservation = .max },
    { $0.memoryGuardSize = .max },
    { $0.features = [.relaxedSIMD] },
    { $0.features = [.referenceTypes] },
    { configuration in
      configuration.pooling = Configuration.Pooling()
      configuration.memoryReservation = 1 << 20
    },
    { $0.pooling = poolOf { $0.memoryBytes = -1 } },
    { $0.pooling = poolOf { $0.tableElements = -1 } },
    { $0.pooling = poolOf { $0.instances = .max } },
    { $0.pooling = poolOf { $0.tableElements = .max } },
    { $0.pooling = poolOf { $0.instanceBytes = .max } },
  ]

  static func poolOf(_ change: (inout Configuration.Pooling) -> Void) -> Configuration.Pooling {
    var pooling = Configuration.Pooling()
    change(&pooling)
    return pooling
  }

  @Test("Settings that contradict each other throw", arguments: contradictions.indices)
  func contradictorySettingsThrow(index: Int) {
    var configuration = Configuration()
    Self.contradictions[index](&configuration)
    #expect(failure { _ = try Engine(configuration) }?.code == .configuration)
  }

  @Test(
    "Every allowed set of features makes an engine",
    arguments: [
      [], [.simd], [.bulkMemory], [.multiValue], [.tailCalls], [.simd, .relaxedSIMD],
      [.bulkMemory, .referenceTypes],
      [.simd, .bulkMemory, .referenceTypes, .multiValue, .tailCalls, .relaxedSIMD],
    ] as [Configuration.Features])
  func everyAllowedSetOfFeaturesMakesAnEngine(features: Configuration.Features) throws {
    var configuration = Configuration()
    configuration.features = features
    _ = try Module(Engine(configuration), text: #"(module (func (export "f")))"#)
  }

  @Test(
    "A module that needs a feature that is off does not compile",
    arguments: [
      "(module (memory 1 1 shared))",
      "(module (memory i64 1))",
      "(module (memory 1) (memory 1))",
      "(module (type (struct)))",
      "(module (func (param v128) local.get 0 local.get 0 i8x16.relaxed_swizzle drop))",
      "(module (func $f return_call $f))",
      "(module (tag))",
    ])
  func unwantedFeaturesDoNotCompile(text: String) throws {
    let engine = try Engine()
    #expect(failure { _ = try Module(engine, text: text) }?.code == .compilation)
  }

  @Test(
    "Every optimisation level runs code",
    arguments: [Configuration.Optimization.none, .speed, .speedAndSize])
  func everyLevelRunsCode(optimization: Configuration.Optimization) throws {
    var configuration = Configuration()
    configuration.optimization = optimization
    configuration.nativeUnwindInfo = false
    configuration.copyOnWriteMemory = false
    configuration.parallelCompilation = false
    configuration.epochInterruption = false
    let engine = try Engine(configuration)
    let store = Store(engine, state: HostState())
    let instance = try prepare(engine, fixture: "values.wat").instantiate(in: store)
    let seven: TypedFunction<Int32> = try instance.function("seven", in: store)
    #expect(try seven(in: store) == 7)
  }

  @Test("A profiler finds the names of functions in a map")
  func profilersFindNames() throws {
    let path = "/tmp/perf-\(ProcessInfo.processInfo.processIdentifier).map"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var configuration = Configuration()
    configuration.profiling = .perfMap
    _ = try Module(
      Engine(configuration), text: #"(module (func $recognisable (export "run")))"#)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("recognisable"))
  }

  @Test("A pool reuses its slots and is exhausted when all are taken")
  func aPoolReusesItsSlots() throws {
    var configuration = Configuration()
    configuration.pooling = Self.poolOf { $0.instances = 2 }
    let engine = try Engine(configuration)
    let pre = try prepare(engine, fixture: "memory.wat")
    for _ in 0..<10 {
      let first = makeStore(engine)
      let second = makeStore(engine)
      let instance = try pre.instantiate(in: first)
      _ = try pre.instantiate(in: second)
      let memory = try instance.memory(in: first)
      #expect(try memory.bytes(in: first, at: 0, count: 1) == [0])
      try memory.write([1], in: first, at: 0)
      let third = makeStore(engine)
      #expect(failure { _ = try pre.instantiate(in: third) }?.code == .instantiation)
    }
  }
}
