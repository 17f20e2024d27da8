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
      // The interpreter is left early: what was called twenty times will be called again.
      "JSC_thresholdForBBQOptimizeAfterWarmUp": "20",
      // And so is unoptimised code: a slice of rows is one call to what loops over it.
      "JSC_thresholdForOMGOptimizeAfterWarmUp": "20000",
      // Inlining makes optimisation several times as slow, and rows no faster in the end.
      "JSC_useOMGInlining": "0",
    ]
  }

  /// Takes effect before the engine's first use; the user's own settings stay.
  static func apply() {
    for (name, value) in values { setenv(name, value, 0) }
  }
}
