import Foundation
import Tables
import Testing

@Suite("Hostile tables", .serialized) struct HostileTableTests {
  @Test(arguments: HostileShape.all)
  func `Ten times the text takes some ten times as long`(shape: HostileShape) {
    _ = shape.read(size: 10_000, pieceSize: 1 << 16)
    let short = time(shape, size: 100_000)
    let long = time(shape, size: 1_000_000)
    // Work that grows with the square takes a hundred times as long.
    #expect(long < short * 40 || long < .milliseconds(20))
  }

  @Test(
    "Memory is bounded whatever the text",
    .enabled(if: FileManager.default.isReadableFile(atPath: statusOfProcess)))
  func memoryIsBounded() async {
    await #expect(processExitsWith: .success) {
      let before = try memory("VmRSS:")
      for shape in HostileShape.longRecords {
        for size in [1_000_000, 10_000_000] { _ = shape.read(size: size, pieceSize: 1 << 16) }
        let held = try memory("VmHWM:") - before
        #expect(held < 100 << 20, "after \(shape.testDescription)")
      }
    }
  }

  @Test(
    "What goes on without end is refused before it takes much memory",
    .enabled(if: FileManager.default.isReadableFile(atPath: statusOfProcess)))
  func longRecordsAreRefused() async {
    await #expect(processExitsWith: .success) {
      let before = try memory("VmRSS:")
      for shape in [
        HostileShape.csv("", "", "a"), .csv("", "x\n\"", "\"\""), .json("", "{\"x\":\"", "a"),
      ] {
        #expect(shape.read(size: 1 << 40, pieceSize: 1 << 16) == nil)
      }
      #expect(try memory("VmHWM:") - before < 160 << 20)
    }
  }

  /// The shorter of two runs.
  private func time(_ shape: HostileShape, size: Int) -> Duration {
    let times = (0..<2).map { _ in
      let start = processorTime()
      _ = shape.read(size: size, pieceSize: 1 << 12)
      return processorTime() - start
    }
    return min(times[0], times[1])
  }

  /// Of this thread: other tests run beside it.
  private func processorTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}

/// Where Linux tells what memory a process holds and held.
private let statusOfProcess = "/proc/self/status"

/// Bytes of memory by the name of their line.
private func memory(_ name: String) throws -> Int {
  let text = try String(contentsOfFile: statusOfProcess, encoding: .utf8)
  let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name) })
  let number = line.dropFirst(name.count).trimmingCharacters(in: .letters.union(.whitespaces))
  return try #require(Int(number)) << 10
}
