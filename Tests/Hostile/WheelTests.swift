import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

/// Wheels that attack whoever unpacks them. The file of outcomes has a line for each, with how it
/// is refused or what a program that imports it makes of it. Where `PYGUEST_RECORD` is set, it is
/// written anew.
@Suite("Hostile wheels")
struct WheelTests {
  static let outcomes = "Wheels/outcomes.txt"

  @Test func eachIsRefusedOrHarmless() throws {
    let folder = try TestWheels.hostile.get()
    let source = try Fixture.text("Wheels/program.py")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names.count > 30)
    let lines = names.map { name in
      "\(name.prefix { $0 != "-" }): \(outcome(of: name, in: folder, source))\n"
    }
    if Recording.isOn {
      try Fixture.write(lines.joined(), to: Self.outcomes)
    } else {
      let expected = try Fixture.text(Self.outcomes).split(separator: "\n").map { "\($0)\n" }
      for (line, expected) in zip(lines, expected) { #expect(line == expected) }
      #expect(lines.count == expected.count)
    }
  }

  private func outcome(of wheel: String, in folder: String, _ source: String) -> String {
    do {
      let program = try Program(
        source: source, file: "program.py", image: TestSandbox.image,
        packages: [TestWheels.package(wheel, in: folder)])
      let values = ["name", "data", "stolen", "outside"].map { function in
        "\(function) \(called(program, function))"
      }
      return values.joined(separator: ", ")
    } catch let error as PythonGuestError {
      return "\(error)"
    } catch {
      return "another error: \(error)"
    }
  }

  private func called(_ program: Program, _ function: String) -> String {
    do {
      guard case .utf8(let text) = try program.value(function) else { return "no text" }
      return text
    } catch let error as PythonGuestError {
      return "(\(error))"
    } catch {
      return "another error: \(error)"
    }
  }

  /// What a program is given at the same time is no wheel's to take.
  @Test func aWheelReachesNothingButTheInstanceItIsIn() throws {
    let folder = try TestWheels.hostile.get()
    let given = try Program(
      source: "import evil\ndef f() -> str:\n  return evil.NAME\n", file: "a.py",
      image: TestSandbox.image,
      packages: [TestWheels.package("bad_record-1.0-py3-none-any.whl", in: folder)])
    #expect(try given.value("f") == .utf8("evil"))
    let other = try failure {
      try Program(source: "import evil\n", file: "b.py", image: TestSandbox.image)
    }
    #expect(other.code == .pythonException)
    #expect(other.message.contains("No module named 'evil'"))
  }
}
