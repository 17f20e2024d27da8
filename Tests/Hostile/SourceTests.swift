import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

/// Sources that attack while they are loaded. The file of outcomes beside them has a line for
/// each with what it offers and what its first function gives, or how it is refused. Where
/// `PYGUEST_RECORD` is set, it is written anew.
@Suite("Hostile sources", .interruptedInEveryWay)
struct SourceTests {
  static let outcomes = "Sources/outcomes.txt"

  @Test func eachIsRefusedOrHarmless() throws {
    let lines = try Fixture.names(in: "Sources").map { name in
      let source = try Fixture.text("Sources/\(name).py")
      return "\(name): \(outcome(of: source, file: "\(name).py"))\n"
    }
    if Recording.isOn {
      try Fixture.write(lines.joined(), to: Self.outcomes)
    } else {
      let expected = try Fixture.text(Self.outcomes).split(separator: "\n").map { "\($0)\n" }
      for (line, expected) in zip(lines, expected) { #expect(line == expected) }
      #expect(lines.count == expected.count)
    }
  }

  private func outcome(of source: String, file: String) -> String {
    let isEndless = file.contains("never_ends") || file.contains("without_end")
    let time = Duration.milliseconds(isEndless ? 500 : 20_000)
    do {
      let program = try Program(
        source: source, file: file, image: TestSandbox.image,
        limits: Limits(time: time, memory: 128 << 20))
      let names = program.functions.map(\.signature.name)
      guard let function = program.functions.first else {
        let others = program.notOffered.map { "\($0.name) (\($0.line ?? 0)): \($0.reason)" }
        return short("offers nothing" + others.map { "; not offered: \($0)" }.joined())
      }
      let offer = names.count > 9 ? "\(names.count) functions" : names.joined(separator: ", ")
      return short("offers \(offer); \(result(of: function))")
    } catch let error as PythonGuestError {
      return short("\(error.code.rawValue): \(error.message)")
    } catch {
      return "\(error)"
    }
  }

  private func result(of function: Function) -> String {
    let count = function.signature.requiredCount
    let values = [Value](repeating: .int64(5), count: count)
    do throws(PythonGuestError) {
      return "= \(try function.call(values))"
    } catch {
      return "\(error.code.rawValue): \(error.message)"
    }
  }

  private func short(_ text: String) -> String {
    let line = text.replacing(/0x[0-9a-f]+/, with: "0x…")
    return line.count <= 300 ? line : "\(line.prefix(300))… (\(line.count))"
  }
}
