import Columns
import Foundation
import Measuring
import PythonGuest

/// The memory that instances take.
extension FunctionBenchmark {
  func instances() throws -> [Figure] {
    let source = try checkout.text("functions.py")
    let loaded = try loadedFunctions()
    let hundred = try megabytes(of: 100, counting: ProcessMemory.resident) {
      let program = try Program(source: source, file: "functions.py", image: image)
      _ = try program.function(named: "add_one").call([.int64(1)])
      return program
    }
    let many = try megabytes(of: 10_000, counting: ProcessMemory.proportional) {
      let instance = try loaded.start(Self.carried)
      _ = try instance.call(0, [.int64(1)])
      return instance
    }
    return [
      Figure(
        name: "hundred_instances_rss", unit: "MB", value: hundred,
        what: "100 instances alive, together"),
      Figure(
        name: "ten_thousand_program_images", unit: "MB", value: many,
        baseline: try megabytesOfProcesses(10_000),
        what: "10,000 instances of a program image, beside as many CPython processes"),
    ]
  }

  /// By how much memory grows, as it is counted, with so many of what is made.
  private func megabytes<Made>(
    of number: Int, counting: () throws -> Int, _ make: () throws -> Made
  ) throws -> Double {
    let before = try counting()
    let made = try (0..<number).map { _ in try make() }
    return try withExtendedLifetime(made) { Double(try counting() - before) / 1e6 }
  }

  /// What a CPython process that has loaded the functions has for itself, so many times.
  private func megabytesOfProcesses(_ number: Int) throws -> Double {
    let answer = try checkout.native("memory").run()
    let bytes = try JSONDecoder().decode([String: Double].self, from: answer)["memory"] ?? 0
    return bytes * Double(number) / 1e6
  }
}
