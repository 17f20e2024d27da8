import Foundation
import Testing
import Wasmtime

@Suite("Module")
struct ModuleTests {
  let engine: Engine

  init() throws { engine = try Engine() }

  @Test("Imports are listed with their kinds, in order")
  func importsAreListed() throws {
    let module = try Module(engine, text: fixture("host.wat"))
    let expected: [(String, [ValueKind], [ValueKind])] = [
      ("mix", [.i32, .i64, .f32, .f64], [.i64]), ("note", [.i64], []), ("fail", [], []),
      ("read", [.i32, .i32], [.i32]), ("again", [.i32], [.i32]),
    ]
    #expect(
      module.imports
        == expected.map { name, parameters, results in
          ModuleImport(
            module: "host", name: name,
            type: .function(FunctionType(parameters: parameters, results: results)))
        })
  }

  @Test("Imports of every other sort are listed too")
  func otherImportsAreListed() throws {
    let text = """
      (module (import "a" "memory" (memory 1)) (import "a" "global" (global i32))
        (import "b" "table" (table 1 funcref)))
      """
    let imports = try Module(engine, text: text).imports
    #expect(imports.map(\.type) == [.memory, .global, .table])
    #expect(imports.map(\.module) == ["a", "a", "b"])
  }

  @Test("Exports are listed with their kinds")
  func exportsAreListed() throws {
    let exports = try Module(engine, text: fixture("memory.wat")).exports
    #expect(exports.map(\.name) == ["memory", "load", "grow"])
    #expect(exports.map(\.type.description) == ["memory", "(i32) -> (i32)", "(i32) -> (i32)"])
  }

  @Test("Bytes that are not a module do not compile", arguments: [[], [0], Array("garbage".utf8)])
  func invalidBytesThrow(bytes: [UInt8]) {
    #expect(failure { _ = try Module(engine, bytes: bytes) }?.code == .compilation)
  }

  @Test("An error in the text format says where it is")
  func invalidTextSaysWhere() throws {
    let error = try #require(failure { _ = try Module.binary(fromText: "(module\n  (nonsense))") })
    #expect(error.code == .compilation)
    #expect(error.message.contains("2:4"))
  }

  @Test("A serialised module can be loaded from bytes and from a file")
  func serialisedModulesLoad() throws {
    let module = try Module(engine, text: fixture("values.wat"))
    let bytes = try module.serialize()
    try withTemporaryFile(bytes) { path in
      for copy in [
        try Module(engine, deserializing: bytes), try Module(engine, deserializing: path),
      ] {
        #expect(copy.exports == module.exports)
        let store = makeStore(engine)
        let instance = try Linker(engine).instancePre(copy).instantiate(in: store)
        let seven: TypedFunction<Int32> = try instance.function("seven", in: store)
        #expect(try seven(in: store) == 7)
      }
    }
  }

  @Test(
    "Bytes that were not serialised here are refused",
    arguments: [[], [0], Array("garbage".utf8), Array(repeating: 0x7f, count: 10_000)])
  func garbageIsRefused(bytes: [UInt8]) throws {
    #expect(failure { _ = try Module(engine, deserializing: bytes) }?.code == .deserialization)
    try withTemporaryFile(bytes) { path in
      #expect(failure { _ = try Module(engine, deserializing: path) }?.code == .deserialization)
    }
  }

  @Test("A plain module in place of a serialised one is refused")
  func plainModulesAreNotDeserialised() throws {
    let bytes = try Module.binary(fromText: "(module)")
    #expect(failure { _ = try Module(engine, deserializing: bytes) }?.code == .deserialization)
  }

  @Test(
    "A path that cannot be mapped is refused",
    arguments: ["/nowhere/at/all", "/", "", "with\0zero"])
  func unreadablePathsAreRefused(path: String) {
    #expect(failure { _ = try Module(engine, deserializing: path) }?.code == .deserialization)
  }

  @Test("A module serialised under another configuration is refused")
  func otherConfigurationsAreRefused() throws {
    var configuration = Configuration()
    configuration.epochInterruption = false
    let other = try Module(Engine(configuration), text: "(module)").serialize()
    #expect(failure { _ = try Module(engine, deserializing: other) }?.code == .deserialization)
  }

  private func withTemporaryFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file.path)
  }
}
