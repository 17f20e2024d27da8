import Sandbox
package import Wasmtime

/// The WebAssembly engine, its timer thread and the doors of the sandbox. One for a
/// process is enough; it may be used from all threads.
public final class Runtime: Sendable {
  let timed: TimedEngine
  var engine: Engine { timed.engine }

  /// Starts an engine.
  ///
  /// - Throws: ``PythonGuestError`` with code `internal` where the machine cannot run one.
  public convenience init() throws(PythonGuestError) {
    try self.init(profiling: .none)
  }

  /// Starts an engine whose code a profiler can tell apart.
  package init(profiling: Configuration.Profiling) throws(PythonGuestError) {
    do throws(SandboxError) {
      timed = try TimedEngine { $0.profiling = profiling }
    } catch {
      throw PythonGuestError(error, Limits())
    }
  }
}
