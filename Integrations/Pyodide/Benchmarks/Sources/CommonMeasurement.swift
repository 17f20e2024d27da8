import Measuring
import ModelBenchmark
import Models
import Pyodide
import PythonGuest

/// What all models are measured by, with the same checks; `pyguest-bench models` adds what this
/// leaves to its tables.
struct CommonMeasurement {
  let checkout: Checkout

  func run() throws {
    guard let folder = PyodideProvider.folder() else {
      throw PythonGuestError(.internal, "run ./just setup-models pyodide first")
    }
    let benchmark = try ModelBenchmark(checkout)
    let flights = try FlightsAgreement(root: checkout.root)
    let promised = try flights.answers(EmbeddedProvider().make())
    let measured = try benchmark.measure(subject(folder), flights: flights, promised: promised)
    print(ModelTable([measured]).text)
    try Report.leave([measured], in: checkout)
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
}
