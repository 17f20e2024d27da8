import Columns
import Testing

@testable import PythonGuest

@Suite("PythonGuestError.Subject")
struct ErrorSubjectTests {
  private static let late = PythonGuestError(.timeLimit, "ran longer than the time limit of 5 s")

  @Test(
    "A message is the subject and what happened",
    arguments: [
      (.program, "fails"), (.function("f"), "f fails"), (.file("f.wasm"), "f.wasm fails"),
      (.parameter("x", of: "f"), "parameter x of f fails"),
      (.argument(for: "x", of: "f"), "parameter x of f: fails"),
      (.place(in: "f.py"), "f.py: fails"), (.place(in: "f.py", line: 3), "f.py:3: fails"),
      (nil, "fails"),
    ] as [(PythonGuestError.Subject?, String)])
  func message(_ subject: PythonGuestError.Subject?, _ message: String) {
    let error = PythonGuestError(.usage, of: subject, "fails")
    #expect(error.message == message)
    #expect(error.description == "usage: \(message)")
    #expect(error.function == subject?.function)
  }

  @Test("What ran is named by the one who called it, at the front and once")
  func function() {
    let error = Self.late.called("f")
    #expect(Self.late.message == "ran longer than the time limit of 5 s")
    #expect(error.message == "f ran longer than the time limit of 5 s")
    #expect(error.function == "f")
    #expect(error.called("f").message == error.message)
  }

  @Test(
    "What Python says, the caller does or the installation lacks is told in a whole sentence",
    arguments: [.pythonException, .invalidInput, .usage, .internal] as [PythonGuestError.Code])
  func sentence(_ code: PythonGuestError.Code) {
    let error = PythonGuestError(code, "a row may take 2 GiB at most", row: 3).called("f")
    #expect(error.message == "a row may take 2 GiB at most")
    #expect(error.function == "f")
    #expect(error.row == 3)
  }

  @Test("A sentence stays one, whatever its code")
  func explicitSentence() {
    let error = PythonGuestError(.guestCrashed, of: nil, "the interpreter did not reply")
    #expect(error.called("f").message == "the interpreter did not reply")
  }

  @Test("What goes wrong while a source is loaded is told of its file, which is named once")
  func loading() {
    let error = Self.late.whileLoading("f.py")
    #expect(error.message == "f.py: ran longer than the time limit of 5 s")
    #expect(error.isWhileLoading)
    #expect(error.whileLoading("f.py").message == error.message)
    #expect(error.called("f").message == error.message)
    #expect(error.called("f").function == nil)
  }

  @Test("A place or another file stays in the message of what was being loaded")
  func loadingPlace() {
    let syntax = PythonGuestError(
      .syntaxError, of: .place(in: "f.py", line: 3), "invalid syntax")
    #expect(syntax.whileLoading("f.py").message == "f.py:3: invalid syntax")
    let missing = PythonGuestError(.usage, of: .file("p.wasm"), "cannot be read")
    #expect(missing.whileLoading("f.py").message == "f.py: p.wasm cannot be read")
    // A name that another one begins with is another name.
    #expect(missing.whileLoading("p").message == "p: p.wasm cannot be read")
  }

  @Test("A guest's report does not say which function, file or line out of the source it is of")
  func report() throws {
    let misfit = try #require(
      FailureReport(
        Array(
          #"{"code": "null_returned", "message": "returned None", "function": "g", "line": 7}"#.utf8
        ), .call(rows: 1)))
    #expect(misfit.error.called("f").message == "f returned None")
    for (line, place) in [("3", "f.py:3"), ("-3", "f.py"), ("0", "f.py"), ("null", "f.py")] {
      let syntax = try #require(
        FailureReport(
          Array(#"{"code": "syntax_error", "message": "invalid", "line": \#(line)}"#.utf8),
          .load(file: "f.py")))
      #expect(syntax.error.message == "\(place): invalid")
    }
  }
}
