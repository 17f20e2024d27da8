import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

/// The tables of the guide to the standard library, run as they stand there.
@Suite("Standard library, as the guide says")
struct StandardLibraryTests {
  private static let guide = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/PythonGuest/PythonGuest.docc/StandardLibrary.md")

  /// The rows of the table under a heading, without its first two lines and the marks of code.
  private static func table(_ heading: String) throws -> [[String]] {
    let text = try String(contentsOf: guide, encoding: .utf8)
    let section = try #require(text.split(separator: "\n## ").first { $0.hasPrefix(heading) })
    return section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { line in
      line.split(separator: "|").map {
        $0.trimmingCharacters(in: .whitespaces).trimmingCharacters(in: ["`"])
      }
    }
  }

  /// A program that uses modules, in which nothing may print.
  private func modules() throws -> (Program, PrintedText) {
    let printed = PrintedText()
    let source = try Fixture.text("modules.py")
    return (try program(source, file: "modules.py", output: printed.take), printed)
  }

  @Test("Each module that works does what its row says")
  func working() throws {
    let (modules, printed) = try modules()
    let rows = try Self.table("Modules that work")
    #expect(rows.count > 120)
    for row in rows {
      let raised = try modules.value("evaluate", .utf8(row[0]), .utf8(row[1]))
      #expect(raised == .null, "\(row[0]): \(row[1])")
    }
    #expect(printed.standardOutput + printed.standardError == "")
  }

  @Test("What refuses raises what its row says, and prints nothing")
  func refusing() throws {
    let (modules, printed) = try modules()
    let rows = try Self.table("What refuses")
    #expect(rows.count > 30)
    for row in rows {
      let raised = try modules.value("evaluate", .utf8(row[0]), .utf8(row[1]))
      guard case .utf8(let kinds) = raised else {
        Issue.record("\(row[1]) raises nothing")
        continue
      }
      #expect(kinds.split(separator: " ").contains(row[2][...]), "\(row[1]): \(kinds)")
    }
    #expect(printed.standardOutput + printed.standardError == "")
  }

  @Test("The tables name every public module, and what is absent says so")
  func absent() throws {
    let (modules, printed) = try modules()
    let absent = try Self.table("Modules that are absent").map { $0[0] }
    for name in absent {
      #expect(try modules.value("missing", .utf8(name)) == .utf8("ModuleNotFoundError"), "\(name)")
    }
    let working = try Self.table("Modules that work").map {
      String($0[0].prefix { $0 != "." })
    }
    guard case .utf8(let names) = try modules.value("public_modules") else { return }
    #expect(Set(working + absent).sorted().joined(separator: " ") == names)
    #expect(printed.standardOutput + printed.standardError == "")
  }
}
