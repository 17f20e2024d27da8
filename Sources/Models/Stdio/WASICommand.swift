import Foundation
import PythonGuest
import Sandbox
import Wasmtime

/// A compiled WASI command, of which any number can run.
final class WASICommand: Sendable {
  let engine: TimedEngine
  let template: InstancePre<CommandState>
  /// Lets the command read files.
  let fileReader: Module

  /// Loads a command from its file, precompiled where the cache has it.
  ///
  /// - Throws: `usage`, where the file cannot be read or is no WASI command.
  init(path: String, limits: CompileLimits) throws(PythonGuestError) {
    let bytes = try limits.read(path)
    engine = try CommandEngine.shared.get()
    let module = try Module.precompiled(
      engine.engine, key: ModuleCache.name(of: bytes), title: path, limits: limits
    ) { () throws(PythonGuestError) in
      bytes
    } refusal: { error in
      PythonGuestError(
        .usage, of: .file(path),
        "is not a WebAssembly module that can run here: \(error.message.firstLine)",
        underlying: error)
    }
    try Self.check(module, path)
    do throws(WasmtimeError) {
      template = try CommandDoors.linker(engine.engine).instancePre(module)
      fileReader = try Module(engine.engine, text: CommandDoors.fileReader)
    } catch {
      throw PythonGuestError(
        .usage, of: .file(path), "is no WASI command that can run here: \(error.message)",
        underlying: error)
    }
  }

  private static func check(_ module: Module, _ path: String) throws(PythonGuestError) {
    let start = ModuleExport(
      name: "_start", type: .function(FunctionType(parameters: [], results: [])))
    let exports = module.exports
    guard exports.contains(start) else {
      throw PythonGuestError(
        .usage, of: .file(path), "is no WASI command: it exports no function _start")
    }
    guard exports.contains(ModuleExport(name: "memory", type: .memory)) else {
      throw PythonGuestError(.usage, of: .file(path), "is no WASI command: it exports no memory")
    }
    if let other = module.imports.first(where: { $0.module != "wasi_snapshot_preview1" }) {
      throw PythonGuestError(
        .usage, of: .file(path), "is no WASI command: it imports \(other.name) from \(other.module)"
      )
    }
  }
}

/// The engine that all commands share. Its stack is deeper than that of the embedded model's,
/// since builds of others bound their recursion less tightly.
enum CommandEngine {
  static let stackBytes = 8 << 20

  static let shared = Result { () throws(PythonGuestError) in
    do throws(SandboxError) {
      return try TimedEngine { $0.maximumStack = stackBytes }
    } catch {
      throw PythonGuestError(error, Limits())
    }
  }
}
