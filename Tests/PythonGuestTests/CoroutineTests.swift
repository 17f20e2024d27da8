import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

@Suite("Coroutines") struct CoroutineTests {
  private func kinds(_ limits: Limits = Limits()) throws -> Program {
    try TestSupport.program(fixture: "kinds.py", limits: limits)
  }

  @Test(
    "Results stand in the order of rows, whichever is done first", arguments: [1, 2, 100, 2000])
  func order(_ count: Int64) throws {
    let program = try kinds()
    #expect(try program.function(named: "double").signature.isAsync)
    let column = try Column(int64: (0..<count).map { $0 % 9 == 4 ? nil : $0 })
    let expected = try Column(int64: (0..<count).map { $0 % 9 == 4 ? nil : 2 * $0 })
    #expect(try program.call("double", column) == expected)
  }

  @Test("No more rows run at the same time than are allowed")
  func concurrency() throws {
    let column = try kinds().call("few", Column(int64: Array(0..<50)))
    #expect(try column == Column(int64: [Int64](repeating: 3, count: 50)))
  }

  @Test("The first row that fails by its number is told, though another fails sooner")
  func failing() throws {
    let error = try failure { try kinds().call("fails_late", Column(int64: Array(0..<30))) }
    #expect(error.row == 9)
    #expect(error.message == "ValueError: row 9")
  }

  @Test("Rows behind one that fails are cancelled, those before it end")
  func cancelled() throws {
    let program = try kinds()
    let error = try failure { try program.call("cancels", Column(int64: Array(0..<5))) }
    #expect(error.row == 1)
    #expect(
      try program.value("cancellations") == .list([.int64(2), .int64(3), .int64(4)]))
  }

  @Test("A row that waits for ever ends with its own time limit")
  func hanging() throws {
    let program = try kinds(Limits(time: .seconds(1)))
    let error = try failure { try program.call("hangs", Column(int64: Array(0..<9))) }
    #expect(error.code == .timeLimit)
    #expect(error.row == 3)
    #expect(try program.value("hangs", .int64(1)) == .int64(1))
  }

  @Test("A result that does not fit is told with its row")
  func misfit() throws {
    let error = try failure { try kinds().call("none_at", Column(int64: Array(0..<9))) }
    #expect(error.code == .nullReturned)
    #expect(error.row == 2)
  }

  @Test("Tasks that are left end with the slice, and locks work from call to call")
  func clean() throws {
    let program = try kinds()
    #expect(try program.value("leaves", .int64(0)) == .int64(2))
    #expect(try program.value("leaves", .int64(0)) == .int64(2))
    let column = try Column(int64: Array(0..<100))
    #expect(try program.call("locked", column) == column)
    #expect(try program.call("locked", column) == column)
  }

  @Test("A traceback begins with the coroutine, alone and in a batch")
  func traceback() throws {
    let program = try TestSupport.program(
      "async def f(x: int) -> int:\n    return 1 // x\n", file: "division.py")
    let expected = """
      Traceback (most recent call last):
        File "division.py", line 2, in f
          return 1 // x
                 ~~^^~~
      ZeroDivisionError: integer division or modulo by zero
      """
    for error in [
      try failure { try program.value("f", .int64(0)) },
      try failure { try program.call("f", Column(int64: [1, 0])) },
    ] {
      #expect(error.traceback?.trimmingCharacters(in: .newlines) == expected)
    }
  }

  @Test(
    "A concurrency that is none is refused while loading", arguments: ["0", "513", "True", "2.0"])
  func refused(_ concurrency: String) throws {
    let error = try failure {
      try TestSupport.program(
        "import pyguest\n\n@pyguest.function(concurrency=\(concurrency))\n"
          + "async def f(x: int) -> int:\n    return x\n")
    }
    #expect(error.code == .pythonException)
    #expect(
      error.what.hasSuffix(
        "ValueError: concurrency is a number of rows from 1 to 512, not \(concurrency)"))
  }
}
