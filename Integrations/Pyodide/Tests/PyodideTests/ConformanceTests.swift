import ModelConformance
import Models
import Pyodide
import PythonGuest
import Testing

/// What the model is known not to do. The words stand in its description, too.
let knownDifferences = KnownDifferences([
  "An exception arrives as Python prints it, with function and row":
    "tracebacks mark places in lines as the distribution's Python does, 3.12 more than 3.13"
])

extension PyodideTests {
  @Suite("Conformance of Pyodide") struct ConformanceTests {
    @Test(arguments: ConformanceCheck.all)
    func `it keeps every promise but those it is known to break`(check: ConformanceCheck) throws {
      let known = knownDifferences.byCheck[check.name]
      do {
        try check.run(on: Support.model())
        #expect(known == nil, "it passes: \(check). Take it off the list")
      } catch {
        #expect(known != nil, "it fails: \(check): \(error)")
      }
    }

    @Test func `every known difference names a check and stands in the model's description`() {
      let checks = Set(ConformanceCheck.all.map(\.name))
      let limitations = PyodideProvider().describe().limitations
      for (check, words) in knownDifferences.byCheck {
        #expect(checks.contains(check), "there is no check \(check)")
        #expect(limitations.contains(words), "it does not say: \(words)")
      }
    }
  }
}
