import Foundation
import Pyodide
import PythonGuest
import Testing

extension PyodideTests {
  @Suite("Distribution") struct DistributionTests {
    /// A folder of links to the distribution's files, of which one is changed.
    private func copy(_ change: (_ path: String) throws -> Void) throws -> String {
      let files = FileManager.default
      let folder = NSTemporaryDirectory() + "pyodide-\(UUID().uuidString)"
      try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let origin = URL(fileURLWithPath: Support.distribution ?? "").resolvingSymlinksInPath().path
      for name in try files.contentsOfDirectory(atPath: origin) {
        try files.createSymbolicLink(
          atPath: "\(folder)/\(name)", withDestinationPath: "\(origin)/\(name)")
      }
      try change(folder)
      return folder
    }

    private func alter(_ name: String, _ change: @escaping (inout Data) -> Void) throws -> String {
      try copy { folder in
        var data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
        change(&data)
        try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        try data.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      }
    }

    private func refusal(_ folder: String) -> PythonGuestError? {
      defer { try? FileManager.default.removeItem(atPath: folder) }
      return Support.error {
        let model = try PyodideModel(Distribution(path: folder))
        _ = try Program(ProgramSource(text: "import numpy\n", file: "program.py"), model: model)
      }
    }

    @Test func `it tells its versions and packages`() throws {
      let distribution = try Distribution(path: Support.distribution ?? "")
      #expect(distribution.version == "0.27.7")
      #expect(distribution.python == "3.12.7")
      #expect(distribution.packages.contains("numpy"))
    }

    @Test(arguments: [
      "pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json",
      "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl",
    ])
    func `a file that is missing is named in one line`(name: String) throws {
      let error = refusal(
        try copy { try FileManager.default.removeItem(atPath: "\($0)/\(name)") })
      #expect(error?.code == .usage)
      #expect(error?.message.contains(name) == true)
      #expect(error?.message.contains("\n") == false)
    }

    @Test(arguments: [
      "pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip",
      "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl",
    ])
    func `a file that was altered is named in one line`(name: String) throws {
      let error = refusal(try alter(name) { $0[$0.count / 2] ^= 1 })
      #expect(error?.code == .usage)
      #expect(error?.message.contains("\(name) was altered") == true)
      #expect(error?.message.contains("\n") == false)
    }

    @Test func `files of two versions are not taken together`() throws {
      let error = refusal(
        try alter("pyodide-lock.json") { data in
          let text = String(decoding: data, as: UTF8.self)
          data = Data(text.replacingOccurrences(of: "0.27.7", with: "0.28.0").utf8)
        })
      #expect(error?.code == .usage)
      #expect(error?.message.contains("is not of version 0.28.0") == true)
    }
  }
}
