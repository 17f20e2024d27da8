import Files
import FoundationEssentials
import GuestInterface
import Sandbox
import Wasmtime

/// Makes an image from a linked guest module: starts it once, takes a snapshot, compiles it.
public enum ImageBuilder {
  /// Starting and importing, on a slow machine.
  private static let limits = Limits(time: .seconds(300), memory: 512 << 20, output: 1 << 20)

  /// Writes `pyguest.wasm` and, compiled for each way in which calls are ended, `pyguest.cwasm` and
  /// `pyguest-memory.cwasm`. The same guest gives the same `pyguest.wasm`.
  ///
  /// - Parameters:
  ///   - path: the linked guest module.
  ///   - directory: the image's folder, made if it is missing.
  ///   - progress: told what is being done.
  public static func build(
    guest path: String, directory: String, progress: (String) -> Void
  ) throws(PythonGuestError) {
    guard let guest = FileManager.default.contents(atPath: path) else {
      throw PythonGuestError(.invalidInput, "\(path) cannot be read")
    }
    do {
      progress("compile the guest")
      let started = try start(Array(guest), Runtime(), progress)
      var files = [
        (Image.moduleName, started), (Image.identityName, Array(Image.identity(of: started).utf8)),
      ]
      for interruption in Runtime.Interruption.allCases {
        progress("compile the image, to be ended through \(interruption)")
        let runtime = try Runtime(interruption: interruption)
        let image = try Image(runtime: runtime, module: Module(runtime.engine, bytes: started))
        files.append((Image.compiledName(interruption), try image.module.serialize()))
      }
      try write(files, to: directory)
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

  /// Writes the files, each whole or not at all.
  private static func write(_ files: [(String, [UInt8])], to directory: String) throws {
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    for (name, bytes) in files {
      try WholeFile.write(bytes, to: "\(directory)/\(name)")
    }
  }
}
