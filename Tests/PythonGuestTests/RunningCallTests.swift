import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

@Suite("RunningCall", .interruptedInEveryWay) struct RunningCallTests {
  private static let source = "def say(x: int) -> int:\n    print(x)\n    return x\n"

  @Test func `A printing handler is told when the call must have ended`() throws {
    let told = Told()
    let limits = Limits(time: .seconds(60))
    let said = try program(Self.source, limits: limits) { _, _ in told.add(RunningCall.deadline) }
    let start = ContinuousClock.now
    #expect(try said.value("say", .int64(1)) == .int64(1))
    let deadline = try #require(told.all.first ?? nil)
    #expect(start + .seconds(59) < deadline)
    #expect(deadline < .now + .seconds(60))
    #expect(RunningCall.deadline == nil)
  }

  @Test(.timeLimit(.minutes(1)))
  func `A handler that blocks until then ends the call with the time limit`() throws {
    let limits = Limits(time: .milliseconds(300))
    let said = try program(Self.source, limits: limits) { _, _ in
      while let deadline = RunningCall.deadline, deadline > .now { usleep(1000) }
    }
    let start = ContinuousClock.now
    let error = try failure { try said.value("say", .int64(1)) }
    #expect(error.code == .timeLimit)
    #expect(ContinuousClock.now - start < .seconds(10))
  }
}

/// Deadlines that a handler is told, from any thread.
private final class Told: @unchecked Sendable {
  // The lock guards it.
  private let lock = NSLock()
  private var deadlines: [ContinuousClock.Instant?] = []

  var all: [ContinuousClock.Instant?] { lock.withLock { deadlines } }

  func add(_ deadline: ContinuousClock.Instant?) { lock.withLock { deadlines.append(deadline) } }
}
