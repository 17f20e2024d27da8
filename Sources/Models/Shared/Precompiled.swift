import PythonGuest
import Wasmtime

/// What wasmtime compiles: a module or a component.
protocol Compilable: Sendable {
  static func compile(_ engine: Engine, _ bytes: [UInt8]) throws(WasmtimeError) -> Self
  static func load(_ engine: Engine, _ file: TrustedFile) throws(WasmtimeError) -> Self
  func serialize() throws(WasmtimeError) -> [UInt8]
}

extension Module: Compilable {
  static func compile(_ engine: Engine, _ bytes: [UInt8]) throws(WasmtimeError) -> Module {
    try Module(engine, bytes: bytes)
  }

  static func load(_ engine: Engine, _ file: TrustedFile) throws(WasmtimeError) -> Module {
    try Module(engine, deserializing: file)
  }
}

extension Component: Compilable {
  static func compile(_ engine: Engine, _ bytes: [UInt8]) throws(WasmtimeError) -> Component {
    try Component(engine, bytes: bytes)
  }

  static func load(_ engine: Engine, _ file: TrustedFile) throws(WasmtimeError) -> Component {
    guard let path = file.openPath else {
      throw WasmtimeError(.deserialization, "\(file.path) cannot be mapped")
    }
    return try Component(engine, deserializing: path)
  }
}

extension Compilable {
  /// From the user's cache, or compiled now and kept there.
  ///
  /// - Parameters:
  ///   - key: stands for what it is made from.
  ///   - title: what a person calls it.
  ///   - bytes: gives the binary form, where it must be compiled.
  ///   - refusal: says what the compiler's error means.
  static func precompiled(
    _ engine: Engine, key: String, title: String, limits: CompileLimits,
    bytes: () throws(PythonGuestError) -> [UInt8],
    refusal: (WasmtimeError) -> PythonGuestError
  ) throws(PythonGuestError) -> Self {
    let cache = ModuleCache.user
    let name = "\(key).cwasm"
    if let file = cache?.file(name), let kept = try? load(engine, file) { return kept }
    let read = try bytes()
    let made = try limits.run(title, refusal: refusal) { () throws(WasmtimeError) in
      try compile(engine, read)
    }
    if let cache, let form = try? made.serialize() { cache.keep(form, as: name) }
    return made
  }
}
