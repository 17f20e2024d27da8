import Sandbox
package import Wasmtime

/// The WebAssembly engine, its timer thread and the doors of the sandbox. One for a
/// process is enough; it may be used from all threads.
public final class Runtime: Sendable {
  let timed: TimedEngine
  let interruption: Interruption
  var engine: Engine { timed.engine }

  /// Starts an engine.
  ///
  /// - Parameter interruption: how calls are ended. By default nothing of the process is touched; a
  ///   program that has its process to itself gains a tenth with ``Interruption/memory``.
  /// - Throws: ``PythonGuestError`` with code `internal` where the machine cannot run one.
  public convenience init(interruption: Interruption = .epochs) throws(PythonGuestError) {
    try self.init(interruption: interruption, profiling: .none)
  }

  /// Starts an engine whose code a profiler can tell apart.
  package init(
    interruption: Interruption, profiling: Configuration.Profiling
  ) throws(PythonGuestError) {
    self.interruption = interruption
    do throws(SandboxError) {
      timed = try TimedEngine(interruption.ofEngine) { $0.profiling = profiling }
    } catch {
      throw PythonGuestError(error, Limits())
    }
  }
}

extension Runtime {
  /// How calls are ended once their time is up.
  public enum Interruption: Sendable, Hashable, CaseIterable {
    /// Compiled code looks in every loop and at every function's start whether its time is up. Nothing
    /// of the process is touched.
    case epochs

    /// Compiled code does not look, and is faster by about a tenth. A thread asks Python to stop at its
    /// next check and, where that takes longer than some milliseconds, makes the instance's memory
    /// inaccessible, so that it traps.
    ///
    /// That is for processes in which `SIGSEGV` and `SIGTRAP` are the engine's to handle. Handlers that
    /// were there before get all others; one that is installed later must pass on what it does not know,
    /// else a call that runs out of time ends the process. Where a database or a virtual machine handles
    /// these signals itself, choose ``epochs``.
    case memory

    var ofEngine: Sandbox.Interruption {
      switch self {
      case .epochs: .epochs
      case .memory: .memory
      }
    }
  }
}
