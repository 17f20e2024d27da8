import ModelConformance
import Models
import PythonGuest
import Testing

/// Every way of running Python that is installed here, put to the same checks.
@Suite("Conformance of execution models", .serialized)
struct ConformanceTests {
  static let providers: [any ModelProvider] =
    [EmbeddedProvider(), ProgramImageProvider()] + ForeignProviders.all

  static let available = providers.filter { $0.describe().available }.map(\.name)

  static func provider(_ name: String) throws -> any ModelProvider {
    try #require(providers.first { $0.name == name })
  }

  @Test("The default model is there") func defaultModel() {
    #expect(Self.available.contains("embedded"))
  }

  @Test("A model keeps every promise but those it is known to break", arguments: available)
  func conformance(_ name: String) throws {
    let model = try Self.provider(name).make()
    let known = knownDifferences[name]?.byCheck ?? [:]
    for check in ConformanceCheck.all {
      do {
        try check.run(on: model)
        #expect(known[check.name] == nil, "\(name) passes: \(check). Take it off the list")
      } catch {
        #expect(known[check.name] != nil, "\(name) fails: \(check): \(error)")
      }
    }
  }

  @Test("Every known difference names a check and stands in the model's description")
  func differences() throws {
    let checks = Set(ConformanceCheck.all.map(\.name))
    for (name, differences) in knownDifferences {
      let limitations = try Self.provider(name).describe().limitations
      for (check, words) in differences.byCheck {
        #expect(checks.contains(check), "\(name): there is no check \(check)")
        #expect(limitations.contains(words), "\(name) does not say: \(words)")
      }
    }
  }
}
