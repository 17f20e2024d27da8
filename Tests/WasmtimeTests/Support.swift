import Foundation
import Wasmtime

/// State of a test's store. Notes what host functions were told, and its own end.
final class HostState {
  var notes: [Int64] = []
  var again: TypedFunction<Int32, Int32>?
  private let onDeinit: () -> Void

  init(onDeinit: @escaping () -> Void = {}) { self.onDeinit = onDeinit }

  deinit { onDeinit() }
}

/// A number that several threads count up.
final class Counter: @unchecked Sendable {
  // The lock guards the number.
  private let lock = NSLock()
  private var number = 0

  var value: Int { lock.withLock { number } }

  func add(_ amount: Int = 1) { lock.withLock { number += amount } }
}

/// What a host function of a test throws.
struct HostFailure: Error, Equatable {
  var reason: String
}

/// The text of a fixture.
func fixture(_ name: String) throws -> String {
  let folder = Bundle.module.bundleURL.appendingPathComponent("Fixtures")
  return try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
}

/// A store that may run for as long as it takes.
func makeStore(_ engine: Engine, state: HostState = HostState()) -> Store<HostState> {
  let store = Store(engine, state: state)
  store.setEpochDeadline(ticks: .max)
  return store
}

/// A module without imports, ready to be instantiated.
func prepare(_ engine: Engine, fixture name: String) throws -> InstancePre<HostState> {
  let module = try Module(engine, text: fixture(name))
  return try Linker<HostState>(engine).instancePre(module)
}

/// What `body` throws, or nil when it throws nothing of ours.
func failure(_ body: () throws -> Void) -> WasmtimeError? {
  do {
    try body()
    return nil
  } catch {
    return error as? WasmtimeError
  }
}
