import Columns
import PythonGuest
import TestSupport
import Testing

/// Each file under `Fixtures` goes with the full text of its error under `Goldens`.
@Suite("PythonGuestError")
struct ErrorTests {
  @Test(
    "What is not offered is refused with the place and the way out",
    arguments: Fixture.names(in: "Refused"))
  func refused(_ name: String) throws {
    let error = try failure {
      let program = try program(fixture: "Refused/\(name).py")
      return try program.function(named: #require(program.notOffered.first).name)
    }
    #expect(error.isWhileLoading)
    #expect(!error.message.contains("\n"))
    try Golden.expect(error.rendered, "Refused/\(name).txt")
  }

  @Test(
    "A function that fails is reported with its row and Python's own traceback",
    arguments: Fixture.names(in: "Failing"))
  func failing(_ name: String) throws {
    let program = try program(fixture: "Failing/\(name).py")
    let error = try failure { try program.call("f", Column(int64: [0, 1, 2])) }
    #expect(!error.isWhileLoading)
    try Golden.expect(error.rendered, "Failing/\(name).txt")
  }
}
