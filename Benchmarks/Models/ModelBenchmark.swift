public import Columns
import Foundation
import PythonGuest

/// Measures execution models, all in the same way.
public struct ModelBenchmark {
  private let sources: String
  private let native: [String: Double]

  /// Measures native CPython first, which all are compared with.
  ///
  /// - Parameter root: the checkout.
  public init(root: String) throws {
    sources = "\(root)/Benchmarks"
    native = try Self.native(root)
  }

  /// Nanoseconds a row of native CPython, by workload.
  private static func native(_ root: String) throws -> [String: Double] {
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

  /// Long enough for every model to load and to run each workload.
  private static let limits = Limits(time: .seconds(300), memory: 1 << 30)

  /// - Parameters:
  ///   - promised: the embedded model's answers for all flights.
  ///   - progress: told what is being done.
  public func measure(
    _ subject: ModelSubject, flights: FlightsAgreement, promised: [Column],
    progress: (String) -> Void
  ) throws -> ModelMeasurement {
    func tell(_ what: String) { progress("\(subject.name): \(what)") }
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
    let reach = try ModelReach(model, source: text("reach.py"))
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
    let before = resident()
    let begin = clock.now
    let model = try subject.provider.make(subject.options)
    let program = try load("models.py", model)
    let first = clock.now - begin
    let memory = resident() - before
    let again = try (0..<5).map { _ in try clock.measure { _ = try load("models.py", model) } }
    withExtendedLifetime(program) {}
    return Started(
      model: model, first: first / .milliseconds(1),
      again: (again.min() ?? .zero) / .milliseconds(1), megabytes: Double(memory) / 1e6)
  }

  private func programSeconds(_ subject: ModelSubject) throws -> Double? {
    guard let compile = subject.compile else { return nil }
    let output = FileManager.default.temporaryDirectory
      .appendingPathComponent("pyguest-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: output) }
    let text = try text("realistic.py")
    let time = try ContinuousClock().measure {
      try compile(text, "realistic.py", output.path)
    }
    return time / .seconds(1)
  }

  private func load(_ file: String, _ model: any ExecutionModel) throws -> Program {
    try Program(
      ProgramSource(text: text(file), file: file, limits: Self.limits), model: model)
  }

  private func text(_ file: String) throws -> String {
    try String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8)
  }

  /// The fastest of at least five runs within at least a second, after one to warm up.
  private func nanoseconds(_ workload: Workload, _ model: any ExecutionModel) throws -> Double {
    let function = try load(workload.file, model).function(named: workload.function)
    let batch = try workload.batch(workload.rows)
    _ = try function.call(batch)
    let clock = ContinuousClock()
    let begin = clock.now
    var times: [Duration] = []
    while times.count < 5 || clock.now - begin < .seconds(1) {
      times.append(try clock.measure { _ = try function.call(batch) })
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
