import Foundation
import Testing
import Wasmtime

@Suite("Component")
struct ComponentTests {
  /// What a component prints through the host.
  final class Printed {
    var texts: [ComponentValue] = []
    var refusal: WasmtimeError?
  }

  let engine: Engine

  init() throws {
    var configuration = Configuration()
    configuration.features.insert(.componentModel)
    engine = try Engine(configuration)
  }

  private func component() throws -> Component {
    try Component(engine, bytes: Array(fixture("component.wat").utf8))
  }

  private func linker() throws -> ComponentLinker<Printed> {
    var linker = ComponentLinker<Printed>(engine)
    try linker.define("output") { printed, values in
      if let refusal = printed.refusal { throw refusal }
      printed.texts.append(contentsOf: values)
    }
    return linker
  }

  private func store() -> Store<Printed> {
    let store = Store(engine, state: Printed())
    store.setEpochDeadline(ticks: .max)
    return store
  }

  @Test("Text goes in, to the host and back", arguments: ["", "hello", "é 😀"])
  func echo(_ text: String) throws {
    let store = store()
    let instance = try linker().instantiate(component(), in: store)
    let echo = try instance.function("echo", [.string], returns: .string, in: store)
    let message = ComponentValue.string(utf8: Array(text.utf8))
    #expect(try echo(message, in: store) == message)
    #expect(store.state.texts == [.u32(1), message])
  }

  @Test("What a host function throws ends the call and arrives as it is") func hostError() throws {
    let store = store()
    let instance = try linker().instantiate(component(), in: store)
    let echo = try instance.function("echo", [.string], returns: .string, in: store)
    store.state.refusal = WasmtimeError(.other, "no more paper")
    let error = #expect(throws: WasmtimeError.self) {
      try echo(.string(utf8: [65]), in: store)
    }
    #expect(error?.message == "no more paper")
  }

  @Test("A loop ends at the deadline") func loop() throws {
    let store = store()
    let instance = try linker().instantiate(component(), in: store)
    let spin = try instance.function("spin", [], returns: .u32, in: store)
    store.setEpochDeadline(ticks: 1)
    engine.incrementEpoch()
    let error = #expect(throws: WasmtimeError.self) { try spin(in: store) }
    #expect(error?.code == .trap(.interrupt))
  }

  @Test("A trap is told as such") func trap() throws {
    let store = store()
    let instance = try linker().instantiate(component(), in: store)
    let fail = try instance.function("fail", [], returns: .u32, in: store)
    let error = #expect(throws: WasmtimeError.self) { try fail(in: store) }
    #expect(error?.code == .trap(.unreachable))
  }

  @Test("Functions that are missing or of another type are refused") func types() throws {
    let store = store()
    let instance = try linker().instantiate(component(), in: store)
    #expect(throws: WasmtimeError.self) {
      try instance.function("none", [], returns: .u32, in: store)
    }
    #expect(throws: WasmtimeError.self) {
      try instance.function("echo", [.u32], returns: .string, in: store)
    }
    #expect(throws: WasmtimeError.self) {
      try instance.function("echo", [.string], returns: .u32, in: store)
    }
  }

  @Test("A module is no component") func module() throws {
    #expect(throws: WasmtimeError.self) {
      try Component(engine, bytes: [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
    }
  }

  @Test("A component is loaded again from what it was serialised to") func serialized() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).cwasm").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(component().serialize()).write(to: URL(fileURLWithPath: path))
    let store = store()
    let instance = try linker().instantiate(Component(engine, deserializing: path), in: store)
    let echo = try instance.function("echo", [.string], returns: .string, in: store)
    #expect(try echo(.string(utf8: [66]), in: store) == .string(utf8: [66]))
  }
}
