import Columns
import PythonGuest
import TestSupport
import Testing

/// Recursion without end, in Python and in C, must end before the stack does.
@Suite("Recursion", .interruptedInEveryWay)
struct RecursionTests {
  static let files = ["callbacks", "containers", "methods", "parser"]

  @Test("What CPython counts ends with its own error", arguments: files)
  func counted(_ name: String) throws {
    try check(Fixture.text("Recursion/\(name).py"), time: .seconds(5)) { function, error in
      #expect(error.code == .pythonException, "\(function): \(error)")
      let isOrderly =
        error.message.hasPrefix("RecursionError: maximum recursion depth exceeded")
        || error.message.hasPrefix("MemoryError: Parser stack overflowed")
      #expect(isOrderly, "\(function): \(error)")
    }
  }

  @Test("Without Python's own limit, another one ends it", arguments: files)
  func withoutLimit(_ name: String) throws {
    let source = try Fixture.text("Recursion/\(name).py")
    let text = source + "\n\nimport sys\nsys.setrecursionlimit(10**9)\n"
    try check(text, time: .milliseconds(600)) { function, error in
      let codes: [PythonGuestError.Code] = [.pythonException, .timeLimit, .memoryLimit]
      #expect(codes.contains(error.code), "\(function): \(error)")
    }
  }

  @Test func whatCPythonDoesNotCountEndsTheInstanceAlone() throws {
    let program = try program(Fixture.text("Recursion/unchecked.py"))
    for function in program.functions where function.signature.name != "alive" {
      let error = try failure { try function.call([]) }
      let name = function.signature.name
      #expect([.guestCrashed, .memoryLimit, .timeLimit].contains(error.code), "\(name): \(error)")
      if error.code == .guestCrashed {
        #expect(error.message == "\(name) ran out of stack: calls are nested too deep")
      }
      #expect(try program.value("alive") == .int64(1))
    }
  }

  @Test func aThreadOfTheDefaultSizeIsEnough() throws {
    let source = try Fixture.text("Recursion/callbacks.py")
    try onThread {
      try check(source, time: .seconds(5)) { function, error in
        #expect(error.code == .pythonException, "\(function): \(error)")
      }
    }
  }

  @Test func aThreadWithTooLittleStackIsRefused() throws {
    let image = try TestSandbox.image
    let error = try failure {
      try onThread(stack: 1 << 20) { try Program(source: "", file: "small.py", image: image) }
    }
    #expect(error.code == .internal)
    #expect(error.message.contains("KiB of stack left where Python needs 7168 KiB"))
    let program = try program("")
    let call = try failure { try onThread(stack: 1 << 20) { try program.value("alive") } }
    #expect(call.code == .internal)
    #expect(try program.value("alive") == .int64(1))
    #expect(try onThread(stack: 15 << 19) { try program.value("alive") } == .int64(1))
  }

  /// Calls each function of a source; `body` judges those that fail.
  private func check(
    _ source: String, time: Duration, _ body: (String, PythonGuestError) -> Void
  ) throws {
    let program = try program(source, limits: Limits(time: time))
    for function in program.functions where function.signature.name != "alive" {
      do throws(PythonGuestError) {
        _ = try function.call([])
      } catch {
        body(function.signature.name, error)
      }
      #expect(try program.value("alive") == .int64(1))
    }
  }
}
