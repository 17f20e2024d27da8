import Columns
import Foundation
import Measuring
import PythonGuest

/// Starting instances and processes, and the memory they take.
extension FunctionBenchmark {
  private static let carried = ProgramSource(code: .carried, file: "functions.py")

  func instances() throws -> [Figure] {
    let source = ProgramSource(text: try checkout.text("functions.py"), file: "functions.py")
    let loaded = ProgramImageModel(try ProgramImage(source, image: image))
    return try starts(loaded) + processes() + [
      Figure(
        name: "hundred_instances_rss", unit: "MB", value: try memoryOfHundred(),
        what: "100 instances alive, together"),
      Figure(
        name: "hundred_program_images_pss", unit: "MB", value: try memoryOfHundred(loaded),
        what: "the same of a program image, shared memory once"),
    ]
  }

  /// Each the median of 500.
  private func starts(_ loaded: ProgramImageModel) throws -> [Figure] {
    let one = Value.int64(1)
    let bare = try Timing.median(of: 500) {
      try GuestInstance(image, limits: Limits()) { _, _ in }
    }
    let starts = try Timing.median(of: 500) { try loaded.start(Self.carried) }
    let results = try Timing.median(of: 500) { try loaded.start(Self.carried).call(0, [one]) }
    return [
      Figure(
        name: "instance_start", unit: "ms", value: bare / .milliseconds(1), what: "a new instance"),
      Figure(
        name: "program_image_start", unit: "ms", value: starts / .milliseconds(1),
        what: "a new instance with a program loaded"),
      Figure(
        name: "program_image_result", unit: "ms", value: results / .milliseconds(1),
        what: "the same, its first call and its end"),
    ]
  }

  /// Each the median of 20.
  private func processes() throws -> [Figure] {
    let functions = checkout.python("functions.py")
    let compiled =
      FileManager.default.temporaryDirectory.path + "/pyguest-bench-\(getpid()).pyguest"
    defer { try? FileManager.default.removeItem(atPath: compiled) }
    try checkout.pyguest("compile", functions, "-o", compiled).run()
    func time(_ file: String) throws -> Double {
      let call = checkout.pyguest("call", file, "add_one", "1")
      return try Timing.median(of: 20) { try call.run() } / .milliseconds(1)
    }
    return [
      Figure(
        name: "process_to_result", unit: "ms", value: try time(functions),
        what: "`pyguest call`, from start to end"),
      Figure(
        name: "program_process_to_result", unit: "ms", value: try time(compiled),
        what: "the same with a program image's file"),
    ]
  }

  private func memoryOfHundred() throws -> Double {
    let source = try checkout.text("functions.py")
    return try megabytes(of: ProcessMemory.resident) {
      let program = try Program(source: source, file: "functions.py", image: image)
      _ = try program.function(named: "add_one").call([.int64(1)])
      return program
    }
  }

  private func memoryOfHundred(_ model: ProgramImageModel) throws -> Double {
    try megabytes(of: ProcessMemory.proportional) {
      let instance = try model.start(Self.carried)
      _ = try instance.call(0, [.int64(1)])
      return instance
    }
  }

  /// By how much memory grows, as it is counted, with a hundred of what is made.
  private func megabytes<Made>(
    of count: () throws -> Int, _ make: () throws -> Made
  ) throws -> Double {
    let before = try count()
    let made = try (0..<100).map { _ in try make() }
    return try withExtendedLifetime(made) { Double(try count() - before) / 1e6 }
  }
}
