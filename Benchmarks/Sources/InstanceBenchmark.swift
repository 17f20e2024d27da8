import Columns
import Foundation
import PythonGuest

/// Starting instances and processes, and the memory they take.
extension Benchmark {
  func instances() throws -> [Measurement] {
    let limits = Limits()
    let source = ProgramSource(
      text: try String(contentsOfFile: functions, encoding: .utf8), file: "functions.py")
    let loaded = ProgramImageModel(try ProgramImage(source, image: image))
    let carried = ProgramSource(code: .carried, file: source.file)
    let one = Value.int64(1)
    let bare = try milliseconds(500) { try GuestInstance(image, limits: limits) { _, _ in } }
    let starts = try milliseconds(500) { try loaded.start(carried) }
    let results = try milliseconds(500) { try loaded.start(carried).call(0, [one]) }
    return [
      Measurement(
        name: "instance_start", unit: "ms", value: median(bare),
        note: "a new instance, renewed and ready to load; median of 500"),
      Measurement(
        name: "program_image_start", unit: "ms", value: median(starts),
        note: "a new instance with the program loaded, from its image; median of 500"),
      Measurement(
        name: "program_image_result", unit: "ms", value: median(results),
        note: "the same, with its first call and its end; median of 500"),
    ] + (try processes()) + [
      Measurement(
        name: "hundred_instances_rss", unit: "MB", value: try memoryOfHundred(),
        note: "100 instances alive, each with the program loaded and called once"),
      Measurement(
        name: "hundred_program_images_pss", unit: "MB",
        value: try memoryOfHundred(loaded, carried),
        note: "the same from the program's image; what they share counts once"),
    ]
  }

  private func processes() throws -> [Measurement] {
    let compiled =
      FileManager.default.temporaryDirectory.path + "/pyguest-bench-\(getpid()).pyguest"
    defer { try? FileManager.default.removeItem(atPath: compiled) }
    try Command(executable: pyguest, arguments: ["compile", functions, "-o", compiled]).run()
    func time(_ file: String) throws -> Double {
      let call = Command(executable: pyguest, arguments: ["call", file, "add_one", "1"])
      return median(try milliseconds(20) { try call.run() })
    }
    return [
      Measurement(
        name: "process_to_result", unit: "ms", value: try time(functions),
        note: "pyguest call, from start to end of the process; median of 20"),
      Measurement(
        name: "program_process_to_result", unit: "ms", value: try time(compiled),
        note: "the same with a program image's file; median of 20"),
    ]
  }

  /// How long it takes to make something, each time.
  private func milliseconds<Made>(_ count: Int, _ make: () throws -> Made) rethrows -> [Double] {
    let clock = ContinuousClock()
    return try (0..<count).map { _ in
      let start = clock.now
      let made = try make()
      let end = clock.now
      return withExtendedLifetime(made) { (end - start) / .milliseconds(1) }
    }
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  private func memoryOfHundred() throws -> Double {
    let source = try String(contentsOfFile: functions, encoding: .utf8)
    let before = try residentBytes()
    let programs = try (0..<100).map { _ in
      let program = try Program(source: source, file: "functions.py", image: image)
      _ = try program.function(named: "add_one").call([.int64(1)])
      return program
    }
    return try withExtendedLifetime(programs) {
      Double(try residentBytes() - before) / 1e6
    }
  }

  private func memoryOfHundred(
    _ model: ProgramImageModel, _ source: ProgramSource
  ) throws -> Double {
    let before = try proportionalBytes()
    let instances = try (0..<100).map { _ in
      let instance = try model.start(source)
      _ = try instance.call(0, [.int64(1)])
      return instance
    }
    return try withExtendedLifetime(instances) {
      Double(try proportionalBytes() - before) / 1e6
    }
  }

  /// Memory of this process, where each page counts by the share it has in it.
  private func proportionalBytes() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/smaps_rollup", encoding: .utf8)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pss:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw Command.Failed(description: "/proc/self/smaps_rollup cannot be read") }
    return kibibytes << 10
  }

  /// Resident memory of this process, from Linux's /proc.
  private func residentBytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let fields = status.split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else {
      throw Command.Failed(description: "/proc/self/statm cannot be read")
    }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
