import Columns
import PythonGuest
import TestSupport
import Testing

/// Results with others inside that take much memory. What does not fit, all models are checked for.
@Suite("Nested results") struct NestedResultTests {
  @Test("A list that memory has no room for ends with the limit's error, and the next call works")
  func tooLong() throws {
    let program = try program("def zeros(n: int) -> list[int]:\n    return [0] * n\n")
    let error = try failure { try program.value("zeros", .int64(20_000_000)) }
    #expect(error.code == .memoryLimit)
    #expect(try program.value("zeros", .int64(2)) == .list([.int64(0), .int64(0)]))
  }

  @Test("Long lists in many rows are handed over in parts")
  func parts() throws {
    let program = try program("def f(n: int) -> list[str]:\n    return ['x' * 1000] * n\n")
    let counts: [Int64?] = (0..<400).map { $0 % 3 == 0 ? nil : $0 }
    let results = try program.call("f", Column(int64: counts))
    for (row, count) in counts.enumerated() {
      #expect(results.isNull(row) == (count == nil))
      #expect(try results.range(at: row).count == Int(count ?? 0))
    }
  }
}
