import Columns
import PythonGuest
import TestSupport
import Testing

@Suite("RowSession", .interruptedInEveryWay) struct RowSessionTests {
  private static let source = """
    seen = 0

    def count(x: int) -> int:
        global seen
        seen += 1
        return seen

    def loop() -> int:
        while True:
            pass

    def fill() -> int:
        kept = []
        while True:
            kept.append(bytes(1 << 20))

    def shout() -> int:
        while True:
            print("x" * 1000)

    def fail() -> int:
        raise ValueError("no")
    """

  @Test func `Rows of a session share an instance, and others do not`() throws {
    let program = try program(Self.source)
    let function = try program.function(named: "count")
    let session = program.rowSession()
    let one = try session.row(function)
    let two = try session.row(function)
    #expect(try one(.int64(0)) == .int64(1))
    #expect(try two(.int64(0)) == .int64(2))
    #expect(try one(.int64(0)) == .int64(3))
    let other = try function.row()
    #expect(try other(.int64(0)) == .int64(1))
    #expect(try function.call([.int64(0)]) == .int64(1))
    #expect(try two(.int64(0)) == .int64(4))
  }

  @Test(
    "A limit ends a call as in a batch, and the next one has another instance",
    arguments: ["loop", "fill", "shout"])
  func limit(_ name: String) throws {
    let limits = Limits(time: .milliseconds(400), memory: 64 << 20, output: 100_000)
    let program = try program(Self.source, limits: limits)
    let (function, count) = (
      try program.function(named: name), try program.function(named: "count")
    )
    let session = program.rowSession()
    let ends = try session.row(function)
    let counts = try session.row(count)
    #expect(try counts(.int64(0)) == .int64(1))
    let single = try failure { try ends() }
    let batch = try failure { try function.call(Batch(columns: [], rowCount: 1)) }
    #expect(single.code == batch.code)
    #expect(single.message == batch.message)
    #expect(single.function == name)
    #expect((single.traceback == nil) == (batch.traceback == nil))
    if name == "loop" { #expect(single.traceback?.contains("in loop") == true) }
    #expect(try failure { try counts.int64() }.code == .usage)
    #expect(try counts(.int64(0)) == .int64(1))
    #expect(!session.isEnded)
  }

  @Test func `Arguments are NULL again in another instance`() throws {
    let program = try program(
      """
      def f(x: int, y: int | None) -> int:
          while x: pass
          return 0 if y is None else y
      """, limits: Limits(time: .milliseconds(300)))
    let row = try program.function(named: "f").row()
    #expect(throws: PythonGuestError.self) { try row(.int64(1), .int64(7)) }
    try row.set(0, at: 0)
    try row.call()
    #expect(try row.int64() == 0)
  }

  @Test func `An exception ends nothing`() throws {
    let program = try program(Self.source)
    let session = program.rowSession()
    let fails = try session.row(program.function(named: "fail"))
    let counts = try session.row(program.function(named: "count"))
    #expect(try counts(.int64(0)) == .int64(1))
    let error = try failure { try fails() }
    #expect(error.message == "ValueError: no")
    #expect(error.row == 0)
    #expect(try counts(.int64(0)) == .int64(2))
  }

  @Test func `A session that was leased ends with its limit`() throws {
    let program = try program(Self.source, limits: Limits(time: .milliseconds(200)))
    var leased = try program.lease()
    let count = try program.function(named: "count")
    #expect(try leased.call(count, [.int64(0)]) == .int64(1))
    let session = RowSession(leased)
    let counts = try session.row(count)
    let loops = try session.row(program.function(named: "loop"))
    #expect(try counts(.int64(0)) == .int64(2))
    #expect(!session.isEnded)
    #expect(try failure { try loops() }.code == .timeLimit)
    #expect(session.isEnded)
    let error = try failure { try counts(.int64(0)) }
    #expect(error.code == .usage)
    #expect(error.message == "the session ended with an earlier call; lease another")
  }

  @Test func `A function of another program is refused`() throws {
    let foreign = try TestSupport.program("def f() -> int:\n    return 1\n")
    let session = try program(Self.source).rowSession()
    let error = try failure { try session.row(foreign.function(named: "f")).argumentCount }
    #expect(error.code == .usage)
    #expect(error.message == "f is of another program")
  }

  @Test func `An instance goes back to its program with the session`() throws {
    let program = try program(Self.source)
    let count = try program.function(named: "count")
    #expect(try count.row()(.int64(0)) == .int64(1))
    #expect(try count.row()(.int64(0)) == .int64(2))
    #expect(try count.call([.int64(0)]) == .int64(3))
  }
}
