import Foundation
import Measuring
import Testing

@Suite("Thresholds")
struct ThresholdsTests {
  private func verdicts(
    _ json: String, _ ratios: [(String, Double?)], areAll: Bool = false
  ) throws -> [Thresholds.Verdict] {
    let figures = ratios.map { name, ratio in
      Figure(
        name: name, unit: "ns a row", value: ratio ?? 7, baseline: ratio == nil ? nil : 1, what: "")
    }
    return try Thresholds(json: Data(json.utf8)).verdicts(on: figures, areAll: areAll)
  }

  @Test("A ratio holds up to its threshold, and not above it")
  func limit() throws {
    let found = try verdicts(#"{"a": 2, "b": 2}"#, [("a", 2), ("b", 2.001)])
    #expect(found.map(\.holds) == [true, false])
    #expect(
      found.table.text == """
        name  ratio  most
        a      2.00  2.00  holds
        b      2.00  2.00  WORSE
        """)
  }

  @Test("A ratio without a threshold does not hold, and one that is no number does not")
  func unknown() throws {
    let found = try verdicts(#"{"b": 2}"#, [("a", 1), ("b", .nan), ("c", .infinity)])
    #expect(found.map(\.holds) == [false, false, false])
    #expect(found.table.text.contains("NO THRESHOLD"))
  }

  @Test("Times are not judged, as they depend on the machine")
  func times() throws {
    #expect(try verdicts("{}", [("start", nil)], areAll: true).isEmpty)
  }

  @Test("A threshold for what is not measured does not hold, once all is measured")
  func left() throws {
    #expect(try verdicts(#"{"a": 2, "gone": 2}"#, [("a", 1)]).map(\.holds) == [true])
    let found = try verdicts(#"{"a": 2, "gone": 2}"#, [("a", 1)], areAll: true)
    #expect(found.map(\.name) == ["a", "gone"])
    #expect(found.map(\.holds) == [true, false])
    #expect(found.table.text.contains("NOT MEASURED"))
  }

  @Test("The project's own thresholds can be read")
  func own() throws {
    let file = URL(filePath: #filePath)
      .appendingPathComponent("../../../Benchmarks/thresholds.json").standardized
    let found = try Thresholds(json: Data(contentsOf: file)).verdicts(on: [], areAll: true)
    #expect(found.map(\.name).contains("add_one"))
    #expect(found.allSatisfy { ($0.most ?? 0) > 0 })
  }
}
