import ArgumentParser
import Columns
import Foundation
import Measuring
import ModelBenchmark
import PythonGuest

/// Called in the checkout, whose `dist` and `.deps` it measures.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pyguest-bench",
    abstract: "Measures Python Guest against native CPython, in the same run.",
    subcommands: [FunctionsCommand.self, ModelsCommand.self],
    defaultSubcommand: FunctionsCommand.self)
}

struct FunctionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "functions",
    abstract: "Measures functions, instances and limits; the default.",
    discussion: "The results go to .build/bench.json, in the place of those of the same groups.")

  /// What is measured: a column's values, whole functions, two threads, SQL, the time to a first
  /// result, many instances, and how late limits end a call.
  enum Group: String, CaseIterable, ExpressibleByArgument {
    case columns, rows, kinds, programs, threads, queries, starts, instances, interruptions

    func measure(_ benchmark: FunctionBenchmark) throws -> [Figure] {
      switch self {
      case .columns: try benchmark.columns()
      case .rows: try benchmark.rows()
      case .kinds: try benchmark.kinds()
      case .programs: try benchmark.programs()
      case .threads: try benchmark.threads()
      case .queries: try benchmark.queries()
      case .starts: try benchmark.starts()
      case .instances: try benchmark.instances()
      case .interruptions: try benchmark.interruptions()
      }
    }
  }

  @Flag(help: "Fail where a ratio is above its threshold in Benchmarks/thresholds.json.")
  var check = false

  @Flag(help: "Have compiled code look at the time, as where the process is another's.")
  var epochs = false

  @Option(help: "How many endless calls are ended, in each way.")
  var endings = 1000

  @Argument(help: "What to measure, of \(Group.allCases.map(\.rawValue).joined(separator: ", ")).")
  var groups: [Group] = []

  func validate() throws {
    guard endings >= 100 else {
      throw ValidationError("--endings takes 100 or more: of fewer there is no 99th percentile.")
    }
  }

  func run() throws {
    let checkout = Checkout(root: ".")
    let thresholds = try Thresholds(
      json: Data(contentsOf: URL(filePath: "\(checkout.root)/Benchmarks/thresholds.json")))
    let wanted = Group.allCases.filter { groups.isEmpty || groups.contains($0) }
    let benchmark = try FunctionBenchmark(checkout, epochs ? .epochs : .memory, endings: endings)
    var report = Report(at: checkout)
    var measured: [Figure] = []
    for group in wanted {
      tell("\(group.rawValue) …")
      let results = try group.measure(benchmark)
      report.groups[group.rawValue] = results
      measured += results
    }
    print(measured.table.text)
    try report.write(to: checkout)
    guard check else { return }
    let verdicts = thresholds.verdicts(on: measured, areAll: wanted == Group.allCases)
    print("\n\(verdicts.table.text)")
    guard verdicts.allSatisfy(\.holds) else {
      tell("Ratios to native CPython are not what Benchmarks/thresholds.json promises.")
      throw ExitCode.failure
    }
  }
}
