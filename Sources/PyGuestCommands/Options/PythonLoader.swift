import PythonGuest

/// Loads Python files for one command.
struct PythonLoader {
  private let options: CommonOptions

  init(_ options: CommonOptions) { self.options = options }

  func load(_ file: PythonSource) throws -> Program {
    try file.attributing { () throws(PythonGuestError) in
      try Program(
        source(file), model: options.selection.model(for: file, limits: options.limits))
    }
  }

  /// A file with what the options say of running it.
  func source(_ file: PythonSource) -> ProgramSource {
    let isQuiet = options.quiet
    let environment = options.environment.map { ($0.name, $0.value) }
    return ProgramSource(
      code: file.code, file: file.file,
      environment: Dictionary(environment) { _, last in last }, limits: options.limits
    ) { stream, bytes in
      if !isQuiet { Console.shared.show(bytes, of: stream) }
    }
  }
}
