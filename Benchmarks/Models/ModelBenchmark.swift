import Columns
import Foundation
public import PythonGuest

/// Measures execution models, all in the same way.
public struct ModelBenchmark {
  private let sources: String
  private let native: [String: Double]

  /// - Parameters:
  ///   - root: the checkout.
  ///   - native: nanoseconds a row of native CPython, by workload.
  public init(root: String, native: [String: Double]) {
    sources = "\(root)/Benchmarks"
    self.native = native
  }

  /// Long enough for every model to load and to run each workload.
  private static let limits = Limits(time: .seconds(300), memory: 1 << 30)

  /// - Parameter progress: told what is being done.
  public func measure(
    _ provider: any ModelProvider, progress: (String) -> Void
  ) throws -> ModelMeasurement {
    let description = provider.describe()
    let clock = ContinuousClock()
    let before = resident()
    progress("\(description.name): start")
    var model: (any ExecutionModel)?
    var program: Program?
    let start = try clock.measure {
      model = try provider.make(ModelOptions())
      program = try model.map { try load("models.py", $0) }
    }
    guard let model, let first = program else { throw Missing() }
    let memory = resident() - before
    let again = try (0..<3).map { _ in try clock.measure { _ = try load("models.py", model) } }
    var rows: [String: Double] = [:]
    let hasNumpy = description.packages.contains("numpy")
    for workload in Workload.all + (hasNumpy ? [Workload.numpy] : []) {
      progress("\(description.name): \(workload.name)")
      rows[workload.name] = try nanoseconds(workload, model)
    }
    withExtendedLifetime(first) {}
    return ModelMeasurement(
      name: description.name, python: description.python, packages: description.packages,
      startMilliseconds: start / .milliseconds(1),
      instanceMilliseconds: (again.min() ?? .zero) / .milliseconds(1), rows: rows,
      native: native, memoryMegabytes: Double(memory) / 1e6, agrees: nil,
      limitations: description.limitations)
  }

  private struct Missing: Error {}

  private func load(_ file: String, _ model: any ExecutionModel) throws -> Program {
    let text = try String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8)
    return try Program(ProgramSource(text: text, file: file, limits: Self.limits), model: model)
  }

  /// The fastest of three runs, after one to warm up.
  private func nanoseconds(_ workload: Workload, _ model: any ExecutionModel) throws -> Double {
    let function = try load(workload.file, model).function(named: workload.function)
    let batch = try workload.batch(workload.rows)
    _ = try function.call(batch)
    let times = try (0..<3).map { _ in
      try ContinuousClock().measure { _ = try function.call(batch) }
    }
    return (times.min() ?? .zero) / .nanoseconds(1) / Double(workload.rows)
  }

  /// Resident memory of this process, from Linux's /proc.
  private func resident() -> Int {
    let status = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = status?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
