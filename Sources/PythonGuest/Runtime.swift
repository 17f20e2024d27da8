package import Wasmtime

/// The WebAssembly engine, its timer thread and the doors of the sandbox. One for a
/// process is enough; it may be used from all threads.
public final class Runtime: Sendable {
  let engine: Engine
  let ticker: EpochTicker

  /// Starts an engine.
  ///
  /// - Throws: ``PythonGuestError`` with code `internal` where the machine cannot run one.
  public convenience init() throws(PythonGuestError) {
    try self.init(profiling: .none)
  }

  /// Starts an engine whose code a profiler can tell apart.
  package init(profiling: Configuration.Profiling) throws(PythonGuestError) {
    var configuration = Configuration()
    configuration.maximumStack = ThreadStack.guestBytes
    configuration.profiling = profiling
    do throws(WasmtimeError) {
      engine = try Engine(configuration)
    } catch {
      throw PythonGuestError(.internal, "wasmtime did not start: \(error)", underlying: error)
    }
    ticker = try EpochTicker(engine)
  }
}
