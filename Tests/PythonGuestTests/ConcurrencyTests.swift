import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

/// Many threads, many programs and many instances at once.
@Suite("Concurrency", .interruptedInEveryWay, .serialized)
struct ConcurrencyTests {
  static let source = """
    def slow_sum(x: int) -> int:
        return sum(range(x))

    def fails(x: int) -> int:
        raise ValueError(x)

    def endless(x: int) -> int:
        while True:
            pass
    """

  @Test func oneProgramIsCalledFromManyThreads() throws {
    let program = try program(Self.source, limits: Limits(time: .seconds(60)))
    let failures = inParallel(threads: 12, rounds: 20) { (thread, round) throws in
      let number = Int64(thread * 100 + round)
      let column = try Column(int64: (0..<600).map { number + Int64($0) })
      let expected = (0..<600).map { row -> Int64? in
        let count = number + Int64(row)
        return count * (count - 1) / 2
      }
      if round % 5 == 4 {
        let error = try failure { try program.call("fails", column) }
        #expect(error.message == "ValueError: \(number)")
      }
      #expect(try program.call("slow_sum", column) == Column(int64: expected))
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test func manyProgramsRunInOneRuntime() throws {
    let programs = try (0..<24).map { number in
      try program(
        "def f(x: int) -> int:\n    return x + \(number)", limits: Limits(time: .seconds(60)))
    }
    let failures = inParallel(threads: 8, rounds: 12) { (thread, round) throws in
      let number = (thread * 7 + round * 5) % 24
      #expect(try programs[number].value("f", .int64(1)) == .int64(Int64(number) + 1))
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test func programsAreLoadedFromManyThreads() throws {
    let failures = inParallel(threads: 8, rounds: 6) { (thread, round) throws in
      let number = thread * 100 + round
      let program = try program(
        "def f() -> int: return \(number)", limits: Limits(time: .seconds(60)))
      #expect(try program.value("f") == .int64(Int64(number)))
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test func oneCallsLimitDoesNotEndAnothers() throws {
    let limited = try program(Self.source, limits: Limits(time: .milliseconds(200)))
    let patient = try program(Self.source, limits: Limits(time: .seconds(60)))
    let failures = inParallel(threads: 6, rounds: 3) { (thread, _) throws in
      if thread % 2 == 0 {
        #expect(try failure { try limited.value("endless", .int64(1)) }.code == .timeLimit)
      } else {
        #expect(try patient.value("slow_sum", .int64(1_000_000)) == .int64(499_999_500_000))
      }
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  /// Runs `body` on threads of its own; answers with what it threw.
  private func inParallel(
    threads: Int, rounds: Int, _ body: @escaping @Sendable (Int, Int) throws -> Void
  ) -> [String] {
    let thrown = Failures()
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for round in 0..<rounds {
        do { try body(thread, round) } catch { thrown.add("\(error)") }
      }
    }
    return thrown.all
  }
}

private final class Failures: @unchecked Sendable {
  // The lock guards the list.
  private let lock = NSLock()
  private var list: [String] = []

  var all: [String] { lock.withLock { list } }

  func add(_ failure: String) { lock.withLock { list.append(failure) } }
}
