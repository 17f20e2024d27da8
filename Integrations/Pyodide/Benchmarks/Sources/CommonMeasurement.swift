import ForeignModels
import Foundation
import ModelBenchmark
import Pyodide
import PythonGuest

/// What all models are measured by, with the same checks; `pyguest-bench-models` adds the file
/// that this leaves to its tables.
struct CommonMeasurement {
  let root: String

  func run() throws {
    guard let folder = PyodideProvider.folder() else {
      throw PythonGuestError(.internal, "run ./just setup-models pyodide first")
    }
    let benchmark = ModelBenchmark(root: root, native: try native())
    let flights = try FlightsAgreement(root: root)
    let promised = try flights.answers(EmbeddedProvider().make(ModelOptions()))
    let measurement = try benchmark.measure(
      subject(folder), flights: flights, promised: promised, progress: tell)
    print(ModelTable([measurement]).text)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode([measurement]).write(to: URL(filePath: "\(root)/.build/bench-pyodide.json"))
  }

  private func subject(_ folder: String) -> ModelSubject {
    ModelSubject(
      name: "pyodide", provider: PyodideProvider(),
      module: .elsewhere(path: "\(folder)/pyodide.asm.wasm"),
      library: ["pyodide.js", "pyodide.asm.js", "python_stdlib.zip"].map { "\(folder)/\($0)" },
      verdict: Verdict(
        embeddable: false,
        reason: "a browser's engine and its threads in the process, a second and 200 MB an "
          + "instance, and no limit on what JavaScript holds"))
  }

  /// Nanoseconds a row of native CPython.
  private func native() throws -> [String: Double] {
    let process = Process()
    process.executableURL = URL(filePath: "\(root)/.deps/cpython-native/bin/python3.13")
    process.arguments = ["\(root)/Benchmarks/native_models.py"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode([String: Double].self, from: data)
  }
}
