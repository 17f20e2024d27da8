import Foundation
import ModelConformance
import Models
import Testing

@Suite("WorkerScript")
struct WorkerScriptTests {
  @Test("The worker's text lies beside the image and brings the worker along")
  func text() throws {
    #expect(try WorkerScript.text().contains("pyguest.worker.server"))
  }

  /// The interpreter of this machine, which may be older than the guest's, and the guest's version.
  static let interpreters = [
    "python3",
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../.deps/cpython-native/bin/python3.13").standardized.path,
  ]

  @Test("The worker keeps its promises in CPython as it is elsewhere", arguments: interpreters)
  func conformance(_ python: String) throws {
    // Places in lines are marked otherwise from version to version.
    let differing = "An exception arrives as Python prints it, with function and row"
    for check in ConformanceCheck.interpreterChecks where check.name != differing {
      #expect(throws: Never.self, "\(check)") { try check.run(on: NativeWorker(python: python)) }
    }
  }
}
