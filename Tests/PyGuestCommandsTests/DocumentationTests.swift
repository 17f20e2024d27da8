import Foundation
import Testing

/// What the pages show is run, and answers as they say.
@Suite("Documentation", .serialized)
final class DocumentationTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  private static let guides = "Sources/PythonGuest/PythonGuest.docc"

  static var pages: [String] {
    get throws {
      let inside = try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(guides)")
      return ["README.md", "CONTRIBUTING.md", "SECURITY.md", "Integrations/Pyodide/README.md"]
        + inside.filter { $0.hasSuffix(".md") }.sorted().map { "\(guides)/\($0)" }
    }
  }

  static func pages(with language: String) throws -> [String] {
    try pages.filter { try !Markdown("\(root)/\($0)").blocks(language).isEmpty }
  }

  private let folder = NSTemporaryDirectory() + "pyguest-documents-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func write(_ text: String, _ name: String) throws {
    try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
  }

  /// Runs a command line in the folder; answers with all that it prints.
  private func shell(_ command: String) throws -> (output: String, status: Int32) {
    let process = Executable.process(["-c", command], folder: folder)
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let path = process.environment?["PATH"] ?? ""
    let own = Executable.url.deletingLastPathComponent().path
    process.environment?["PATH"] = "\(own):\(path)"
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (String(decoding: data, as: UTF8.self), process.terminationStatus)
  }

  // MARK: Commands

  /// Those that build, install or measure: only that there is such a recipe or script is checked.
  private func isKnown(_ command: String, _ recipes: String) -> Bool {
    let words = command.split(separator: " ").map(String.init)
    if words.first == "./just", words.count > 1 {
      return recipes.split(separator: "\n").contains { line in
        line.hasPrefix("\(words[1]):") || line.hasPrefix("\(words[1]) *")
      }
    }
    if words.first == "python3", words.count > 1 {
      return FileManager.default.fileExists(atPath: "\(Self.root)/\(words[1])")
    }
    return ["perf", "PYGUEST_BENCH_PERFMAP=1"].contains(words.first)
  }

  @Test("Commands print what is said", arguments: try pages(with: "console"))
  func commands(_ page: String) throws {
    let markdown = try Markdown("\(Self.root)/\(page)")
    let recipes = try String(contentsOfFile: "\(Self.root)/justfile", encoding: .utf8)
    for block in markdown.blocks {
      if ["", "python"].contains(block.language), let file = block.file {
        try write(block.text, file)
      }
      guard block.language == "console" else { continue }
      for (text, output) in Commands(block).commands {
        guard text.hasPrefix("pyguest ") else {
          #expect(isKnown(text, recipes), "\(page):\(block.line): \(text)")
          continue
        }
        let result = try shell(text)
        #expect(result.output == output, "\(page):\(block.line): \(text)")
        #expect(result.status == 0, "\(page):\(block.line): \(text)")
      }
    }
  }

  // MARK: Python

  @Test("Python is accepted", arguments: try pages(with: "python"))
  func python(_ page: String) throws {
    for block in try Markdown("\(Self.root)/\(page)").blocks("python") {
      try write(block.text, "shown.py")
      // Packages are not in every model; what uses them has to be Python at least.
      let command =
        block.text.contains("import numpy")
        ? "python3 -c 'compile(open(\"shown.py\").read(), \"shown.py\", \"exec\")'"
        : "pyguest inspect shown.py"
      let result = try shell(command)
      #expect(result.status == 0, "\(page):\(block.line): \(result.output)")
    }
  }

  // MARK: Swift

  /// One program of a page's blocks: a later one sees, and may define anew, what those before it
  /// defined, and what is given here is there from the start.
  private func program(of blocks: [Markdown.Block]) -> String {
    var imports: Set<Substring> = ["import Columns", "import Foundation", "import PythonGuest"]
    var body = ""
    for block in blocks {
      for line in block.text.split(separator: "\n", omittingEmptySubsequences: false) {
        if line.hasPrefix("import ") { imports.insert(line) } else { body += "\(line)\n" }
      }
      body += "do {\n"
    }
    let given = "image: Image, source: String, ratio: PythonGuest.Function"
    return imports.sorted().joined(separator: "\n") + "\nfunc shown(\(given)) throws {\n" + body
      + String(repeating: "}\n", count: blocks.count + 1)
  }

  private var modules: String {
    Executable.url.deletingLastPathComponent().appendingPathComponent("Modules").path
  }

  private var flags: String {
    "-swift-version 6 -I '\(modules)' -I '\(Self.root)/Sources/CWasmtime' "
      + "-I '\(Self.root)/Sources/CMemoryFile' -I '\(Self.root)/Sources/CArrow' "
      + "-I '\(Self.root)/.deps/wasmtime/include' -I '\(modules)/../CPlatform.build'"
  }

  @Test("Swift compiles", arguments: try pages(with: "swift"))
  func swift(_ page: String) throws {
    let blocks = try Markdown("\(Self.root)/\(page)").blocks("swift")
    let manifests = blocks.filter { $0.text.contains("import PackageDescription") }
    for manifest in manifests {
      try write(manifest.text, "Package.swift")
      let result = try shell("swift package dump-package")
      #expect(result.status == 0, "\(page):\(manifest.line): \(result.output)")
    }
    let others = blocks.filter { !$0.text.contains("import PackageDescription") }
    try write(program(of: others), "shown.swift")
    let result = try shell("swiftc -typecheck \(flags) shown.swift")
    #expect(result.status == 0, "\(page): \(result.output)")
  }

  private static let initials = "utf8(\"AL\")\nnull\nutf8(\"GH\")\n"

  @Test(
    "The first program prints what is said",
    arguments: [
      ("README.md", initials), ("\(guides)/GettingStarted.md", initials),
      ("\(guides)/RowByRow.md", "5.0\n7.810249675906654\nnull\n"),
    ])
  func firstProgram(_ page: String, _ output: String) throws {
    let markdown = try Markdown("\(Self.root)/\(page)")
    let block = try #require(markdown.blocks("swift").first { $0.text.contains("print(") })
    try write(block.text, "main.swift")
    let list = Executable.url.deletingLastPathComponent()
      .appendingPathComponent("pyguest-image.product/Objects.LinkFileList").path
    // What the program that makes images is linked of, without its own file.
    let objects = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n")
      .filter { !$0.contains("/pyguest_image.build/") }
    try write(objects.joined(separator: "\n"), "objects.txt")
    let build = try shell(
      "swiftc \(flags) main.swift @objects.txt -o shown -L '\(Self.root)/.deps/pkgconfig' -lstdc++")
    #expect(build.status == 0, "\(build.output)")
    let result = try shell("./shown")
    #expect(result.output == output)
    // The page says so, too.
    let text = try String(contentsOfFile: markdown.path, encoding: .utf8)
    for line in result.output.split(separator: "\n") { #expect(text.contains(line)) }
  }
}
