import Foundation

/// How JavaScriptCore compiles WebAssembly: quickly to something good, as suits both the first
/// million rows and hosts that live for days.
///
/// Each function is interpreted first, then compiled twice: at once without optimisation, later
/// with it. One thread does both by default, and takes a second for Python's evaluation loop; the
/// small functions of the row loop wait behind that, and are interpreted until then.
enum EngineSettings {
  private static var values: [String: String] {
    [
      // Quick compilations do not wait behind slow ones, even on two processors.
      "JSC_numberOfWasmCompilerThreads":
        "\(max(3, ProcessInfo.processInfo.activeProcessorCount - 1))",
      // The interpreter is left early: what was called fifty times will be called again.
      "JSC_thresholdForBBQOptimizeAfterWarmUp": "50",
      // Only what is hot in a batch of rows is optimised, not all that starting Python calls.
      "JSC_thresholdForOMGOptimizeAfterWarmUp": "300000",
      // Inlining makes optimisation several times as slow, and rows no faster in the end.
      "JSC_useOMGInlining": "0",
    ]
  }

  /// Takes effect before the engine's first use; the user's own settings stay.
  static func apply() {
    for (name, value) in values { setenv(name, value, 0) }
  }
}
