import Crypto
import FoundationEssentials
import Glibc
import GuestInterface
import Sandbox
import Wasmtime

/// A guest that has started CPython and imported what should be warm, ready to be
/// instantiated. It may be used from all threads.
public final class Image: Sendable {
  /// The module's name in an image's folder.
  static let moduleName = "pyguest.wasm"
  /// The name of its precompiled form, for one kind of engine.
  static func compiledName(_ interruption: Runtime.Interruption) -> String {
    switch interruption {
    case .epochs: "pyguest.cwasm"
    case .memory: "pyguest-memory.cwasm"
    }
  }
  /// The file with the module's identity.
  static let identityName = "pyguest.sha256"

  let runtime: Runtime
  let module: Module
  /// The SHA-256 of the module: what program images were loaded in.
  let identity: String
  /// The module bound to the doors of the sandbox.
  let template: InstancePre<HostState>
  /// Where the guest tells which row it is at, and can be told to stop.
  let places: Places

  struct Places: Sendable {
    var progress: UInt32
    var interruption: UInt32
  }

  /// Loads the image in a folder: `pyguest.cwasm` or `pyguest-memory.cwasm`, precompiled for the
  /// runtime's ``Runtime/Interruption``, where it was made by this version of wasmtime for such a
  /// processor, else `pyguest.wasm`, which is compiled and takes seconds.
  ///
  /// Precompiled code runs as it stands. So the folder and its files must belong to the process's
  /// user, to root, or to whoever owns the running program, and others must not be able to write
  /// to them.
  ///
  /// - Throws: `internal`, where the folder holds no image that fits this version, or is not to be
  ///   trusted.
  public convenience init(runtime: Runtime, directory: String) throws(PythonGuestError) {
    do {
      let folder = try TrustedFolder(path: directory, owners: .installation)
      let module = try Self.module(runtime, folder)
      try self.init(runtime: runtime, module: module, identity: Self.identity(folder))
    } catch let error as PythonGuestError {
      throw error
    } catch let error as Untrusted {
      throw PythonGuestError(
        .internal,
        error.isMissing
          ? "\(error.path) is missing; run ./just debug to build it"
          : "the image is not used: \(error)", underlying: error)
    } catch {
      throw PythonGuestError(
        .internal, "\(directory) holds no image: \(error)", underlying: error)
    }
  }

  /// The identity that was kept when the image was made, or is found out now.
  private static func identity(_ folder: TrustedFolder) throws(Untrusted) -> String {
    if let kept = try? folder.file(identityName).bytes() {
      return String(decoding: kept, as: UTF8.self)
    }
    return identity(of: try folder.file(moduleName).bytes() ?? [])
  }

  static func identity(of module: some DataProtocol) -> String {
    SHA256.hash(data: module).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  private static func module(_ runtime: Runtime, _ folder: TrustedFolder) throws -> Module {
    if let compiled = try existing(compiledName(runtime.interruption), folder),
      let module = try? Module(runtime.engine, deserializing: compiled)
    {
      return module
    }
    guard let bytes = try folder.file(moduleName).bytes() else {
      throw WasmtimeError(.compilation, "\(moduleName) cannot be read")
    }
    return try Module(runtime.engine, bytes: bytes)
  }

  private static func existing(
    _ name: String, _ folder: TrustedFolder
  ) throws(Untrusted) -> TrustedFile? {
    do {
      return try folder.file(name)
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// Binds a module to the doors and checks that it speaks this version's interface.
  init(runtime: Runtime, module: Module, identity: String = "", doors: [Door] = Door.all)
    throws(PythonGuestError)
  {
    self.identity = identity
    self.runtime = runtime
    self.module = module
    do {
      template = try Linker(runtime.engine, doors: doors).instancePre(module)
      places = try Self.checkedPlaces(runtime, module, template)
    } catch {
      let reason = (error as? SandboxError)?.reason ?? (error as? WasmtimeError)?.message
      throw PythonGuestError(
        .internal, "the image does not fit this version of Python Guest: \(reason ?? "\(error)")",
        underlying: error)
    }
  }

  /// Asks an instance for its version, and for what is the same in all of them.
  private static func checkedPlaces(
    _ runtime: Runtime, _ module: Module, _ template: InstancePre<HostState>
  ) throws -> Places {
    let state = HostState(limits: Limits()) { _, _ in }
    let engine = runtime.timed
    let store = Store(engine.engine, state: state)
    store.setLimits(.instance(memory: state.limits.memory))
    let instance = try engine.run(in: store, within: .seconds(1)) { store throws(WasmtimeError) in
      try template.instantiate(in: store)
    }
    state.watch = try engine.watch(
      instance.memory(in: store), mostBytes: state.limits.memory, of: module, in: store,
      judge: state, flag: nil)
    return try engine.run(in: store, within: .seconds(1), watch: state.watch) {
      store throws(WasmtimeError) in
      let found = try Self.answer(GuestExport.interfaceVersion, instance, store)
      guard found == interfaceVersion else {
        throw WasmtimeError(
          .linking, "it speaks version \(found) of the guest interface, not \(interfaceVersion)")
      }
      return Places(
        progress: try Self.answer(GuestExport.progress, instance, store),
        interruption: try Self.answer(GuestExport.interruption, instance, store))
    }
  }

  private static func answer(
    _ name: String, _ instance: Instance, _ store: borrowing Store<HostState>
  ) throws(WasmtimeError) -> UInt32 {
    let function: TypedFunction<UInt32> = try instance.function(name, in: store)
    return try function(in: store)
  }
}

extension Image {
  /// The folder of the image that belongs to the running program.
  ///
  /// That is `PYGUEST_IMAGE` where it is set, else `../share/pyguest` beside the executable (as
  /// in a release), else `.build/image` of the checkout that the executable lies in or was built
  /// from.
  ///
  /// - Throws: `internal`, where there is none; `usage`, where `PYGUEST_IMAGE` is not an absolute
  ///   path.
  public static func locate() throws(PythonGuestError) -> String {
    if let path = try Installation.folder(named: "PYGUEST_IMAGE") { return path }
    let places =
      ["\(Installation.executableFolder)/../share/pyguest"]
      + Installation.checkouts.map { "\($0)/.build/image" }
    guard let found = places.first(where: holdsImage) else {
      throw PythonGuestError(
        .internal, "no image was found; run ./just debug, or set PYGUEST_IMAGE to its folder")
    }
    return found
  }

  private static func holdsImage(_ folder: String) -> Bool {
    access("\(folder)/\(moduleName)", F_OK) == 0
  }
}
