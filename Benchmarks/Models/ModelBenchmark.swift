public import Columns
import Foundation
public import Measuring
import Models
import PythonGuest

/// Measures execution models, all in the same way.
public struct ModelBenchmark {
  private let checkout: Checkout
  private let native: [String: Double]

  /// Measures native CPython first, which all are compared with.
  public init(_ checkout: Checkout) throws {
    self.checkout = checkout
    native = try JSONDecoder().decode(
      [String: Double].self, from: checkout.native("models").run())
  }

  /// Long enough for every model to load and to run each workload.
  private static let limits = Limits(time: .seconds(300), memory: 1 << 30)

  /// - Parameter promised: the embedded model's answers for all flights.
  public func measure(
    _ subject: ModelSubject, flights: FlightsAgreement, promised: [Column]
  ) throws -> ModelMeasurement {
    func tell(_ what: String) { Measuring.tell("\(subject.name): \(what)") }
    let description = subject.provider.describe()
    tell("prepare")
    try subject.prepare?()
    tell("start")
    let started = try start(subject)
    let model = started.model
    let hasNumpy = description.packages.contains("numpy")
    var rows: [String: Double] = [:]
    for workload in Workload.all + (hasNumpy ? [Workload.numpy] : []) {
      tell(workload.name)
      rows[workload.name] = try nanoseconds(workload, model)
    }
    tell("all flights")
    let agrees = try FlightsAgreement.agree(promised, flights.answers(model))
    tell("what it reaches")
    let reach = try ModelReach(model, source: checkout.text("reach.py"))
    tell("compile")
    let module = try ModuleMeasurement(subject)
    return ModelMeasurement(
      name: subject.name, python: reach.python, packages: description.packages,
      moduleBytes: module.moduleBytes, compiledBytes: module.compiledBytes,
      compileSeconds: module.compileSeconds, programSeconds: try programSeconds(subject),
      startMilliseconds: started.first, instanceMilliseconds: started.again, rows: rows,
      native: native, memoryMegabytes: started.megabytes, imports: module.imports,
      reach: reach.things, agrees: agrees, verdict: subject.verdict,
      limitations: description.limitations)
  }

  private struct Started {
    var model: any ExecutionModel
    /// Milliseconds of the first start and of the fastest after it.
    var first: Double
    var again: Double
    var megabytes: Double
  }

  private func start(_ subject: ModelSubject) throws -> Started {
    let clock = ContinuousClock()
    let before = try ProcessMemory.resident()
    let begin = clock.now
    let model = try subject.provider.make(subject.options)
    let program = try load("functions.py", model)
    let first = clock.now - begin
    let memory = try ProcessMemory.resident() - before
    let again = try Timing.fastest(of: 5) { _ = try load("functions.py", model) }
    withExtendedLifetime(program) {}
    return Started(
      model: model, first: first / .milliseconds(1), again: again / .milliseconds(1),
      megabytes: Double(memory) / 1e6)
  }

  private func programSeconds(_ subject: ModelSubject) throws -> Double? {
    guard let compile = subject.compile else { return nil }
    let output = FileManager.default.temporaryDirectory
      .appendingPathComponent("pyguest-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: output) }
    let text = try checkout.text("realistic.py")
    let time = try ContinuousClock().measure {
      try compile(text, "realistic.py", output.path)
    }
    return time / .seconds(1)
  }

  private func load(_ file: String, _ model: any ExecutionModel) throws -> Program {
    try Program(
      ProgramSource(text: checkout.text(file), file: file, limits: Self.limits), model: model)
  }

  /// The fastest of at least five runs within at least a second, after one to warm up.
  private func nanoseconds(_ workload: Workload, _ model: any ExecutionModel) throws -> Double {
    let function = try load(workload.file, model).function(named: workload.function)
    let batch = try workload.batch(workload.rows)
    _ = try function.call(batch)
    let time = try Timing.fastest(of: 5, within: .seconds(1)) { _ = try function.call(batch) }
    return time / .nanoseconds(workload.rows)
  }
}
