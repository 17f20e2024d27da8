import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

/// What instances hold and leave behind. Each test has a process to itself: what other tests do
/// meanwhile is not counted.
@Suite("Memory use", .enabled(if: FileManager.default.isReadableFile(atPath: memoryOfProcess)))
struct MemoryUseTests {
  @Test func aHundredInstancesAreAliveTogether() async {
    await #expect(processExitsWith: .success) {
      let before = try residentBytes()
      let programs = try (0..<100).map { number in
        try program("total = \(number)\ndef f(x: int) -> int:\n    return x + total")
      }
      for (number, program) in programs.enumerated() {
        #expect(try program.value("f", .int64(1)) == .int64(Int64(number) + 1))
      }
      #expect(try residentBytes() - before < 250 << 20)
    }
  }

  @Test func aThousandInstancesLeaveNothingBehind() async {
    await #expect(processExitsWith: .success) {
      func use(_ count: Int) throws {
        for _ in 0..<count {
          let program = try program("def f(x: str) -> str:\n    return x * 1000")
          #expect(try program.value("f", .utf8("abc")) != .null)
        }
      }
      try use(100)
      let before = try residentBytes()
      try use(1000)
      #expect(try residentBytes() - before < 40 << 20)
    }
  }

  @Test func instancesThatALimitEndedLeaveNothingBehind() async {
    await #expect(processExitsWith: .success) {
      let source = """
        def f() -> int:
            items = [bytes(1 << 20) for _ in range(8)]
            print('x')
            return 1
        """
      let program = try program(source, limits: Limits(output: 0))
      func use(_ count: Int) throws {
        for _ in 0..<count {
          #expect(try failure { try program.value("f") }.code == .outputLimit)
        }
      }
      try use(20)
      let before = try residentBytes()
      try use(200)
      #expect(try residentBytes() - before < 40 << 20)
    }
  }
}

/// Where Linux tells what memory a process holds.
private let memoryOfProcess = "/proc/self/smaps_rollup"

/// Bytes of memory that the process holds, where pages that instances share count once.
private func residentBytes() throws -> Int {
  let text = try String(contentsOfFile: memoryOfProcess, encoding: .utf8)
  let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("Pss:") })
  let kibibytes = try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
  return kibibytes << 10
}
