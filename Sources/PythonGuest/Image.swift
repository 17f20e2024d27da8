import Crypto
import FoundationEssentials
import GuestInterface
import Wasmtime

/// A guest that has started CPython and imported what should be warm, ready to be
/// instantiated. It may be used from all threads.
public final class Image: Sendable {
  /// The module's name in an image's folder, and that of its precompiled form.
  static let moduleName = "pyguest.wasm"
  static let compiledName = "pyguest.cwasm"
  /// The file with the module's identity.
  static let identityName = "pyguest.sha256"

  let runtime: Runtime
  let module: Module
  /// The SHA-256 of the module: what program images were loaded in.
  let identity: String
  /// The module bound to the doors of the sandbox.
  let template: InstancePre<HostState>
  /// Where the guest tells which row it is at.
  let progress: UInt32

  /// Loads the image in a folder: `pyguest.cwasm`, precompiled, where it was made by this
  /// version of wasmtime for such a processor, else `pyguest.wasm`, which is compiled and takes
  /// seconds.
  ///
  /// The folder must be trusted as the program itself is: precompiled code runs as it stands.
  ///
  /// - Throws: `internal`, where the folder holds no image that fits this version.
  public convenience init(runtime: Runtime, directory: String) throws(PythonGuestError) {
    let module: Module
    do throws(WasmtimeError) {
      module = try Self.module(runtime.engine, directory)
    } catch {
      throw PythonGuestError(
        .internal, "\(directory) holds no image: \(error.message)", underlying: error)
    }
    try self.init(runtime: runtime, module: module, identity: Self.identity(directory))
  }

  /// The identity that was kept when the image was made, or is found out now.
  private static func identity(_ directory: String) -> String {
    let files = FileManager.default
    if let kept = files.contents(atPath: "\(directory)/\(identityName)") {
      return String(decoding: kept, as: UTF8.self)
    }
    return files.contents(atPath: "\(directory)/\(moduleName)").map(identity(of:)) ?? ""
  }

  static func identity(of module: some DataProtocol) -> String {
    SHA256.hash(data: module).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  private static func module(
    _ engine: Engine, _ directory: String
  ) throws(WasmtimeError) -> Module {
    if let module = try? Module(engine, deserializing: "\(directory)/\(compiledName)") {
      return module
    }
    let path = "\(directory)/\(moduleName)"
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw WasmtimeError(.compilation, "\(path) cannot be read; run ./just debug to build it")
    }
    return try Module(engine, bytes: Array(bytes))
  }

  /// Binds a module and checks that it speaks this version's interface.
  init(runtime: Runtime, module: Module, identity: String = "") throws(PythonGuestError) {
    self.identity = identity
    self.runtime = runtime
    self.module = module
    do throws(WasmtimeError) {
      template = try HostFunctions.linker(runtime.engine).instancePre(module)
      progress = try Self.checkedProgress(runtime, template)
    } catch {
      throw PythonGuestError(
        .internal, "the image does not fit this version of Python Guest: \(error.message)",
        underlying: error)
    }
  }

  /// Asks an instance for its version, and for what is the same in all of them.
  private static func checkedProgress(
    _ runtime: Runtime, _ template: InstancePre<HostState>
  ) throws(WasmtimeError) -> UInt32 {
    let store = Store(
      runtime.engine, state: HostState(limits: Limits()) { _, _ in })
    store.setLimits(.guest(memory: Limits().memory))
    runtime.ticker.begin()
    defer { runtime.ticker.end() }
    store.setEpochDeadline(ticks: runtime.ticker.ticks(.seconds(1)))
    let instance = try template.instantiate(in: store)
    let version: TypedFunction<UInt32> = try instance.function(
      GuestExport.interfaceVersion, in: store)
    let found = try version(in: store)
    guard found == interfaceVersion else {
      throw WasmtimeError(
        .linking, "it speaks version \(found) of the guest interface, not \(interfaceVersion)")
    }
    let progress: TypedFunction<UInt32> = try instance.function(GuestExport.progress, in: store)
    return try progress(in: store)
  }
}

extension Image {
  /// The folder of the image that belongs to the running program.
  ///
  /// That is `PYGUEST_IMAGE` where it is set, else `../share/pyguest` beside the executable (as
  /// in a release), else `.build/image` above it or above the working directory (as in a
  /// checkout).
  ///
  /// - Throws: `internal`, where there is none.
  public static func locate() throws(PythonGuestError) -> String {
    if let path = ProcessInfo.processInfo.environment["PYGUEST_IMAGE"], !path.isEmpty {
      return path
    }
    let executable = executableFolder()
    let shared = "\(executable)/../share/pyguest"
    let places = [shared] + checkouts(above: executable) + checkouts(above: currentFolder())
    guard let found = places.first(where: holdsImage) else {
      throw PythonGuestError(
        .internal, "no image was found; run ./just debug, or set PYGUEST_IMAGE to its folder")
    }
    return found
  }

  private static func holdsImage(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(moduleName)")
  }

  private static func executableFolder() -> String {
    let path = CommandLine.arguments.first ?? ""
    let resolved =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? path
    return String(resolved.prefix(upTo: resolved.lastIndex(of: "/") ?? resolved.startIndex))
  }

  private static func currentFolder() -> String { FileManager.default.currentDirectoryPath }

  /// `.build/image` in each folder from `folder` upwards.
  private static func checkouts(above folder: String) -> [String] {
    var places: [String] = []
    var parts = folder.split(separator: "/")
    while !parts.isEmpty {
      places.append("/" + parts.joined(separator: "/") + "/.build/image")
      parts.removeLast()
    }
    return places
  }
}
