import Foundation
public import PythonGuest
import Wasmtime

/// Any WASI command that is a Python interpreter of version 3.11 or newer, driven by messages
/// over its standard input and output.
public struct StdioModel: ExecutionModel {
  private let command: WASICommand
  private let configuration: WASIConfiguration
  /// Whether the command may have a program inside, beside the worker.
  private let mayCarry: Bool

  /// Loads an interpreter, precompiled where the cache has it.
  ///
  /// - Parameters:
  ///   - module: the file of the interpreter.
  ///   - standardLibrary: the folder of its standard library, where that is not inside.
  /// - Throws: `usage`, where the file is no WASI command or the folder holds no library.
  public init(module: String, standardLibrary: String? = nil) throws(PythonGuestError) {
    try self.init(module: module, standardLibrary: standardLibrary, limits: .ofStrangers)
  }

  init(
    module: String, standardLibrary: String?, limits: CompileLimits
  ) throws(PythonGuestError) {
    command = try WASICommand(path: module, limits: limits)
    mayCarry = false
    var configuration = WASIConfiguration()
    configuration.arguments =
      ["python", "-u", "-S", "-s", "-P", "-B", "-c"]
      + ["\(try WorkerScript.text())\nfrom pyguest.worker import stdio\nstdio.serve()\n"]
    configuration.environment = Self.environment
    if let standardLibrary { try configuration.add(library: standardLibrary) }
    self.configuration = configuration
  }

  /// Loads a command that has the worker inside.
  ///
  /// - Throws: `usage`, where the file is no WASI command.
  init(worker: String, limits: CompileLimits) throws(PythonGuestError) {
    command = try WASICommand(path: worker, limits: limits)
    mayCarry = true
    var configuration = WASIConfiguration()
    configuration.arguments = ["python"]
    configuration.environment = Self.environment
    self.configuration = configuration
  }

  /// As the embedded model does: UTF-8 everywhere, and sets that keep their order.
  private static let environment = ["PYTHONUTF8": "1", "PYTHONHASHSEED": "0"]

  public func start(_ source: ProgramSource) throws(PythonGuestError) -> any ProgramInstance {
    if !mayCarry { _ = try source.requiredText() }
    let transport = CommandTransport(
      command, configuration, limits: source.limits, output: source.output)
    return try WorkerInstance(source, over: transport)
  }
}

extension WASIConfiguration {
  /// Offers a standard library: a folder with its modules, or one with `pythonXY.zip` or
  /// `pythonX.Y` in it, or in its `lib`.
  fileprivate mutating func add(library folder: String) throws(PythonGuestError) {
    let home = "/usr/local"
    environment["PYTHONHOME"] = home
    if Self.names(in: folder).contains("os.py") {
      readableFolders["\(home)/lib/python"] = folder
      environment["PYTHONPATH"] = "\(home)/lib/python"
      return
    }
    for place in [folder, "\(folder)/lib"] where Self.names(in: place).contains(where: isLibrary) {
      readableFolders["\(home)/lib"] = place
      return
    }
    throw PythonGuestError(
      .usage, "\(folder) holds no standard library of Python: no os.py, python3.X or python3X.zip")
  }

  private static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }
}

/// Whether a file or folder is named as Python names a standard library.
private func isLibrary(_ name: String) -> Bool {
  name.hasPrefix("python3") && (name.hasSuffix(".zip") || name.dropFirst(7).first == ".")
}
