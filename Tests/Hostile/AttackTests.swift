import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

/// Python sources that do their worst inside the sandbox. Each function of a file under
/// `Attacks` is one attack; the text file beside it has a line for each with what it comes to.
/// Where `PYGUEST_RECORD` is set, these are written anew.
@Suite("Attacks", .interruptedInEveryWay)
struct AttackTests {
  /// Time is short only for what never ends, so that a busy machine changes nothing.
  static let patient = Limits(time: .seconds(20), memory: 128 << 20)
  static let impatient = Limits(time: .milliseconds(300), memory: 128 << 20)

  @Test("An attack comes to what is expected, and the next call works", arguments: Attack.all)
  func attack(_ attack: Attack) throws {
    let neverEnds = attack.expected.hasPrefix("time_limit")
    let limits = neverEnds ? Self.impatient : Self.patient
    let outcome = try Self.outcome(of: attack.name, in: attack.file, limits)
    #expect(outcome == attack.expected)
  }

  @Test("No attack is left out", arguments: Fixture.names(in: "Attacks"))
  func completeness(_ file: String) throws {
    let program = try program(Fixture.text("Attacks/\(file).py"), file: "\(file).py")
    let names = program.functions.map(\.signature.name).filter { $0 != "alive" }
    if Recording.isOn {
      let lines = try names.map { name in
        var outcome = try Self.outcome(of: name, in: file, Self.patient)
        if outcome.hasPrefix("time_limit") {
          outcome = try Self.outcome(of: name, in: file, Self.impatient)
        }
        return "\(name): \(outcome)\n"
      }
      try Fixture.write(lines.joined(), to: "Attacks/\(file).txt")
    } else {
      #expect(names == Attack.all.filter { $0.file == file }.map(\.name))
    }
  }

  /// What a call gave or threw, in one line; functions with a parameter run over three rows.
  private static func outcome(
    of name: String, in file: String, _ limits: Limits
  ) throws -> String {
    let rows = try Batch(columns: [Column(int64: [0, 1, 2])])
    let program = try program(
      Fixture.text("Attacks/\(file).py"), file: "\(file).py", limits: limits)
    let function = try program.function(named: name)
    let outcome = call(function, rows)
    #expect(try program.value("alive") == .int64(1))
    return outcome
  }

  private static func call(_ function: Function, _ rows: Batch) -> String {
    do throws(PythonGuestError) {
      if function.signature.parameters.isEmpty { return "= \(try function.call([]))" }
      let column = try function.call(rows).columns[0]
      return "= \((try? column.allValues) ?? [])"
    } catch {
      return line(error)
    }
  }

  private static func line(_ error: PythonGuestError) -> String {
    let row = error.row.map { " in row \($0)" } ?? ""
    let text = "\(error.code.rawValue)\(row): \(error.message)"
    let stable = text.replacing(/0x[0-9a-f]+/, with: "0x…")
    return stable.count <= 300 ? stable : "\(stable.prefix(300))… (\(stable.count))"
  }
}

/// One function of a file of attacks, and what it comes to.
struct Attack: Sendable, CustomTestStringConvertible {
  var file: String
  var name: String
  var expected: String

  var testDescription: String { name }

  static let all = Fixture.names(in: "Attacks").flatMap { file in
    let lines = (try? Fixture.text("Attacks/\(file).txt")) ?? ""
    return lines.split(separator: "\n").compactMap { line -> Attack? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let outcome = line[colon...].dropFirst(2)
      return Attack(file: file, name: String(line[..<colon]), expected: String(outcome))
    }
  }
}
