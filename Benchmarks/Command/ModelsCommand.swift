import ArgumentParser
import Foundation
import Measuring
import ModelBenchmark
import Models
import PythonGuest

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Measures the execution models that are set up, or those named.",
    discussion: "The results go to .build/bench.json.")

  @Argument(help: "Names of models, as of pyguest --model.")
  var names: [String] = []

  func run() throws {
    let checkout = Checkout(root: ".")
    var failures = 0
    var measured = try measure(checkout, failures: &failures)
    if isWanted("pyodide"), let more = try Report.measuredElsewhere(checkout) { measured += more }
    print(ModelTable(measured).text)
    var report = Report(at: checkout)
    report.models = measured
    try report.write(to: checkout)
    if failures > 0 || measured.contains(where: { !$0.agrees }) { throw ExitCode.failure }
  }

  private func isWanted(_ name: String) -> Bool { names.isEmpty || names.contains(name) }

  private func measure(_ checkout: Checkout, failures: inout Int) throws -> [ModelMeasurement] {
    let benchmark = try ModelBenchmark(checkout)
    let flights = try FlightsAgreement(root: checkout.root)
    let promised = try flights.answers(EmbeddedProvider().make())
    var measured: [ModelMeasurement] = []
    for subject in Subjects(checkout: checkout).all where isWanted(subject.provider.name) {
      let description = subject.provider.describe()
      guard description.available else {
        tell("\(subject.name) is not installed: \(description.install ?? "")")
        continue
      }
      do {
        measured.append(try benchmark.measure(subject, flights: flights, promised: promised))
      } catch {
        failures += 1
        tell("\(subject.name): \(error)")
      }
    }
    return measured
  }
}
