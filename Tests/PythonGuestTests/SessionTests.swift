import Columns
import PythonGuest
import TestSupport
import Testing

@Suite("Session", .interruptedInEveryWay) struct SessionTests {
  private static let source = """
    seen = 0

    def count(x: int) -> int:
        global seen
        seen += 1
        return seen

    def loop() -> int:
        while True:
            pass
    """

  @Test("Calls of a session find what the ones before have stored, and others do not")
  func state() throws {
    let program = try program(Self.source)
    let count = try program.function(named: "count")
    var session = try program.lease()
    let batch = try Batch(columns: [Column(int64: [0, 0])])
    #expect(try session.call(count, batch).columns[0] == Column(int64: [1, 2]))
    #expect(try session.call(count, [.int64(0)]) == .int64(3))
    #expect(try count.call([.int64(0)]) == .int64(1))
    var other = try program.lease()
    #expect(try other.call(count, [.int64(0)]) == .int64(1))
    #expect(try session.call(count, [.int64(0)]) == .int64(4))
  }

  @Test("A limit ends a session, and its program goes on")
  func ended() throws {
    let program = try program(Self.source, limits: Limits(time: .milliseconds(200)))
    let (count, loop) = (
      try program.function(named: "count"), try program.function(named: "loop")
    )
    var session = try program.lease()
    do {
      _ = try session.call(loop, [])
      Issue.record("the loop ended")
    } catch { #expect(error.code == .timeLimit) }
    let isEnded = session.isEnded
    #expect(isEnded)
    do {
      _ = try session.call(count, [.int64(0)])
      Issue.record("an ended session answered")
    } catch {
      #expect(error.code == .usage)
      #expect(error.message == "the session ended with an earlier call; lease another")
    }
    #expect(try count.call([.int64(0)]) == .int64(1))
  }

  @Test("A function of another program is refused")
  func foreign() throws {
    let program = try program(Self.source)
    let foreign = try TestSupport.program("def f() -> int:\n    return 1\n")
    var session = try program.lease()
    do {
      _ = try session.call(foreign.function(named: "f"), [])
      Issue.record("a function of another program ran")
    } catch {
      #expect(error.code == .usage)
      #expect(error.message == "f is of another program")
    }
  }

  @Test("Results carry the function's name")
  func names() throws {
    let program = try program("def double(x: int) -> int:\n    return 2 * x\n")
    let results = try program.function(named: "double").call(
      Batch(columns: [Column(int64: [1, nil])]))
    #expect(results.names == ["double"])
    #expect(results.rowCount == 2)
    #expect(try results.columns[0] == Column(int64: [2, nil]))
  }
}
