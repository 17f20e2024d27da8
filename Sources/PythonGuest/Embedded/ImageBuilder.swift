import Files
import FoundationEssentials
import GuestInterface
import Sandbox
import Wasmtime

/// Makes an image from a linked guest module: starts it once, takes a snapshot, compiles it.
public enum ImageBuilder {
  /// Starting and importing, on a slow machine.
  private static let limits = Limits(time: .seconds(300), memory: 512 << 20, output: 1 << 20)

  /// Writes `pyguest.wasm` and `pyguest.cwasm`. The same guest gives the same `pyguest.wasm`.
  ///
  /// - Parameters:
  ///   - path: the linked guest module.
  ///   - directory: the image's folder, made if it is missing.
  ///   - runtime: compiles and starts the guest.
  ///   - progress: told what is being done.
  public static func build(
    guest path: String, directory: String, runtime: Runtime, progress: (String) -> Void
  ) throws(PythonGuestError) {
    guard let guest = FileManager.default.contents(atPath: path) else {
      throw PythonGuestError(.invalidInput, "\(path) cannot be read")
    }
    do {
      progress("compile the guest")
      let started = try start(Array(guest), runtime, progress)
      progress("compile the image")
      let image = try Image(runtime: runtime, module: Module(runtime.engine, bytes: started))
      try write(started, image.module.serialize(), to: directory)
    } catch let error as PythonGuestError {
      throw error
    } catch {
      throw PythonGuestError(.internal, "\(path) makes no image: \(error)", underlying: error)
    }
  }

  /// The module of a guest that has started.
  private static func start(
    _ guest: [UInt8], _ runtime: Runtime, _ progress: (String) -> Void
  ) throws -> [UInt8] {
    let template = try Linker(runtime.engine, doors: Door.all)
      .instancePre(Module(runtime.engine, bytes: guest))
    let printed = PrintedText()
    let state = HostState(limits: limits, isReproducible: true) { printed.append($1) }
    let store = Store(runtime.engine, state: state)
    store.setLimits(.instance(memory: limits.memory))
    state.begin()
    progress("start CPython and import the warm modules")
    let (memory, status) = try runtime.timed.run(in: store, within: limits.time) {
      store throws(WasmtimeError) in
      let instance = try template.instantiate(in: store)
      let initialize: TypedFunction<Void> = try instance.function("_initialize", in: store)
      let start: TypedFunction<Int32> = try instance.function(GuestExport.start, in: store)
      try initialize(in: store)
      return (try instance.memory(in: store), try start(in: store))
    }
    guard status == 0 else {
      throw PythonGuestError(.internal, "CPython did not start: \(printed.text)")
    }
    let count = memory.byteCount(in: store)
    progress("take the snapshot")
    return try memory.withUnsafeBytes(in: store, at: 0, count: UInt32(count)) {
      try Snapshot.take(
        of: guest, memory: $0, withoutExports: ["_initialize", GuestExport.start])
    }
  }

  /// Writes both files, each whole or not at all.
  private static func write(
    _ module: [UInt8], _ compiled: [UInt8], to directory: String
  ) throws {
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    let identity = Array(Image.identity(of: module).utf8)
    let files = [
      (Image.moduleName, module), (Image.compiledName, compiled), (Image.identityName, identity),
    ]
    for (name, bytes) in files {
      try WholeFile.write(bytes, to: "\(directory)/\(name)")
    }
  }
}
