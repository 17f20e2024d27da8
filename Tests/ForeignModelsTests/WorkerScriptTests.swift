import ForeignModels
import Testing

@Suite("WorkerScript")
struct WorkerScriptTests {
  @Test("The worker's text lies beside the image and brings the worker along")
  func text() throws {
    #expect(try WorkerScript.text().contains("pyguest._worker"))
  }
}
