import Columns
import PythonGuest
import TestSupport
import Testing

/// Exceptions that have passed through very many calls.
@Suite("Long tracebacks")
struct LongTracebackTests {
  @Test("Both ends of a long traceback are told within the row's time", arguments: [900, 60_000])
  func ends(_ depth: Int) throws {
    let program = try program(
      """
      import sys

      def deep(n: int) -> int:
          sys.setrecursionlimit(1_000_000)
          return _deeper(n)

      def _deeper(n):
          if n == 0:
              raise ValueError("deep")
          return _deeper(n - 1)
      """, limits: Limits(time: .seconds(20)))
    let error = try failure { try program.value("deep", .int64(Int64(depth))) }
    #expect(error.code == .pythonException)
    #expect(error.message == "ValueError: deep")
    #expect(error.traceback?.contains("in deep") == true)
    #expect(error.traceback?.hasSuffix("ValueError: deep\n") == true)
  }
}
