import Crypto
import Foundation
public import PythonGuest
import Sandbox
import Wasmtime

/// Components of the world in `wit/pyguest.wit`, as componentize-py makes them.
///
/// One that carries a program runs that program; any other takes the source it is given.
public final class ComponentModel: ExecutionModel {
  let engine: TimedEngine
  let component: Component
  /// The program that the component carries, or nil.
  public let carried: String?

  /// The name of the component that was set up, in the model's folder.
  static let generic = "generic.wasm"

  /// Takes the component that was set up: it runs any source.
  ///
  /// - Throws: `internal`, where it was not.
  public convenience init() throws(PythonGuestError) {
    let folder = try ModelFolder.require("component", orThrow: ComponentProvider.notSetUp)
    try self.init(path: "\(folder)/\(Self.generic)", limits: .ofParts)
  }

  /// Loads a component, which is compiled where that was not done before on this machine.
  ///
  /// - Throws: `usage`, where the file is no component of our world.
  public convenience init(path: String) throws(PythonGuestError) {
    try self.init(path: path, limits: .ofStrangers)
  }

  init(path: String, limits: CompileLimits) throws(PythonGuestError) {
    let bytes = try limits.read(path)
    do throws(SandboxError) {
      engine = try TimedEngine { $0.features.insert(.componentModel) }
    } catch {
      throw PythonGuestError(error, Limits())
    }
    component = try Self.load(engine.engine, bytes, path, limits)
    let source = try ComponentTransport.carried(engine, component, path)
    carried = source.isEmpty ? nil : source
  }

  public func start(_ source: ProgramSource) throws(PythonGuestError) -> any ProgramInstance {
    switch (carried, source.code) {
    case (let carried?, .text(let text)) where text != carried:
      throw PythonGuestError(
        .usage, "the component carries another program; run that, or make the component anew")
    case (nil, .carried):
      throw PythonGuestError(
        .usage, "the component carries no program; name a Python file, and it with --component")
    default: break
    }
    return try WorkerInstance(source, over: ComponentTransport(self, source))
  }

  /// What the binary form of every component begins with, and of every module.
  private static let mark: [UInt8] = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]
  private static let moduleMark: [UInt8] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

  private static func load(
    _ engine: Engine, _ bytes: [UInt8], _ path: String, _ limits: CompileLimits
  ) throws(PythonGuestError) -> Component {
    guard bytes.starts(with: mark) else {
      let kind = bytes.starts(with: moduleMark) ? ", but a module" : ""
      throw PythonGuestError(.usage, of: .file(path), "is no component of WebAssembly\(kind)")
    }
    return try Component.precompiled(
      engine, key: ModuleCache.name(of: bytes), title: path, limits: limits
    ) { () throws(PythonGuestError) in
      bytes
    } refusal: { error in
      PythonGuestError(
        .usage, of: .file(path), "is no component of WebAssembly: \(error.message.firstLine)",
        underlying: error)
    }
  }
}
