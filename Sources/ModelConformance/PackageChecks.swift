import Columns
import Foundation
import PythonGuest

extension ConformanceCheck {
  /// What a program may import beside the standard library.
  static let packageChecks: [ConformanceCheck] = [
    ConformanceCheck("Packages can be imported, or are refused by name") { model in
      let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("pyguest-check-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try Data("NAME = 'tools'\n".utf8).write(to: folder.appendingPathComponent("tools.py"))
      let source = ProgramSource(
        text: "import tools\ndef f() -> str:\n    return tools.NAME\n", file: "program.py",
        packages: [try Package(modulesIn: folder.path)])
      do {
        let program = try Program(source, model: model)
        try expect(program.function(named: "f").call([]), .utf8("tools"))
      } catch let error as PythonGuestError where error.code == .dependency {
        guard error.message.contains("packages") else {
          throw Deviation(description: "packages were refused by \(error.message)")
        }
      }
    }
  ]
}
