import Columns
import Foundation
import Measuring
import PythonGuest

/// How long it takes until a function can be called: in this process beside spawning `/bin/true`,
/// and in a process of its own beside CPython's start.
extension FunctionBenchmark {
  static let carried = ProgramSource(code: .carried, file: "functions.py")

  /// The model of the functions' program image.
  func loadedFunctions() throws -> ProgramImageModel {
    let source = ProgramSource(text: try checkout.text("functions.py"), file: "functions.py")
    return ProgramImageModel(try ProgramImage(source, image: image))
  }

  func starts() throws -> [Figure] { try [sourceLoad()] + instanceStarts() + processStarts() }

  // MARK: In this process

  /// The fastest of 500.
  private func instanceStarts() throws -> [Figure] {
    let loaded = try loadedFunctions()
    let none = Command(executable: "/bin/true", arguments: [])
    let times = try Timing.fastestOfEach(
      of: 500,
      { try none.spawn() },
      { _ = try GuestInstance(image, limits: Limits()) { _, _ in } },
      { _ = try loaded.start(Self.carried) },
      { _ = try loaded.start(Self.carried).call(0, [.int64(1)]) })
    func figure(_ name: String, _ time: Duration, _ what: String) -> Figure {
      Figure(
        name: name, unit: "ms", value: time / .milliseconds(1),
        baseline: times[0] / .milliseconds(1), what: what)
    }
    return [
      figure(
        "instance_start", times[1], "a new instance and its end, beside spawning `/bin/true`"),
      figure("program_image_start", times[2], "the same with a program loaded"),
      figure("program_image_result", times[3], "the same with its first call"),
    ]
  }

  /// From the text of 200 lines to a function that can be called, beside compiling and running it.
  private func sourceLoad() throws -> Figure {
    let (file, repeats) = ("realistic.py", 20)
    let text = try checkout.text(file)
    let native = try checkout.native("load", checkout.python(file), "\(repeats)").run()
    let time = try Timing.fastest(of: repeats) {
      _ = try Program(source: text, file: file, image: image).function(named: "rate")
    }
    return Figure(
      name: "source_load", unit: "ms", value: time / .milliseconds(1),
      baseline: try JSONDecoder().decode([String: Double].self, from: native)["load"],
      what: "from a source of 200 lines to its function, beside compiling and running it")
  }

  // MARK: In processes

  /// The fastest of 20.
  private func processStarts() throws -> [Figure] {
    let functions = checkout.python("functions.py")
    let compiled =
      FileManager.default.temporaryDirectory.path + "/pyguest-bench-\(getpid()).pyguest"
    defer { try? FileManager.default.removeItem(atPath: compiled) }
    try checkout.pyguest("compile", functions, "-o", compiled).run()
    let python = checkout.cpython(["-I", "-S", "-c", "pass"])
    func call(_ file: String) -> Command { checkout.pyguest("call", file, "add_one", "1") }
    let times = try Timing.fastestOfEach(
      of: 20,
      { try python.run() },
      { try call(functions).run() },
      { try call(compiled).run() },
      { try checkout.pyguest("--version").run() })
    func figure(_ name: String, _ time: Duration, _ what: String) -> Figure {
      Figure(
        name: name, unit: "ms", value: time / .milliseconds(1),
        baseline: times[0] / .milliseconds(1), what: what)
    }
    return [
      figure(
        "process_to_result", times[1],
        "`pyguest call`, from start to end, beside `python3.13 -I -S -c pass`"),
      figure("program_process_to_result", times[2], "the same with a program image's file"),
      figure("process_version", times[3], "`pyguest --version`"),
    ]
  }
}
