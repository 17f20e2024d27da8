import Foundation
import GuestInterface
import PythonGuest
import TestSupport
import Testing
import Wasmtime

@testable import PythonGuest

/// What the image asks of its host is what the table in SECURITY.md promises.
@Suite("Imports", .interruptedInEveryWay)
struct ImportTests {
  @Test func theImageImportsWhatIsDocumentedAndNothingElse() throws {
    let found = try TestSandbox.image.module.imports.map { item in
      Import(module: item.module, name: item.name, type: item.type.description)
    }
    let documented = try Self.documented()
    #expect(documented.count == 5)
    #expect(Set(found) == Set(documented))
    #expect(found.count == documented.count)
  }

  @Test func theImageExportsTheInterfaceAndItsMemory() throws {
    let names = Set(try TestSandbox.image.module.exports.map(\.name))
    let expected: Set = [
      "memory", GuestExport.interfaceVersion, GuestExport.renew, GuestExport.allocate,
      GuestExport.free, GuestExport.load, GuestExport.call, GuestExport.row,
    ]
    #expect(names.isSuperset(of: expected))
    #expect(!names.contains(GuestExport.start))
    #expect(!names.contains("_initialize"))
  }

  private struct Import: Hashable {
    var module: String
    var name: String
    var type: String
  }

  /// The rows of the table: the name, and the type as in `` `i32`, `i32` `` or `` `i32` → `i64` ``.
  private static func documented() throws -> [Import] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: "../../SECURITY.md").standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    let section = try #require(text.components(separatedBy: "\n## Imports\n").dropFirst().first)
    let rows = section.components(separatedBy: "\n## ")[0].split(separator: "\n")
    return rows.filter { $0.hasPrefix("| `") }.map { row in
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      let sides = cells[1].replacing("`", with: "").components(separatedBy: " → ")
      let result = sides.count > 1 ? sides[1] : ""
      return Import(
        module: GuestImport.module, name: cells[0].replacing("`", with: ""),
        type: "(\(sides[0])) -> (\(result))")
    }
  }
}
