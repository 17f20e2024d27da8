import PythonGuest

/// Loads Python files for one command.
struct PythonLoader {
  private var limits = Limits()
  private var environment: [String: String] = [:]
  private var isQuiet = false
  private var choice = ModelChoice()
  private var packages = PackageLoader()

  /// As where no option is given.
  init() {}

  init(_ options: CommonOptions) {
    limits = options.limits
    let environment = options.environment.map { ($0.name, $0.value) }
    self.environment = Dictionary(environment) { _, last in last }
    isQuiet = options.quiet
    choice = options.selection.choice
    packages = options.packages.loader
  }

  func load(_ file: PythonSource) throws -> Program {
    try file.attributing { () throws(PythonGuestError) in
      try Program(
        source(file), model: choice.model(for: file, limits: limits))
    }
  }

  /// A file with what the options say of running it, and with the packages that it depends on.
  ///
  /// - Throws: `dependency`, where those cannot be had.
  func source(_ file: PythonSource) throws(PythonGuestError) -> ProgramSource {
    ProgramSource(
      code: file.code, file: file.file, environment: environment, limits: limits,
      packages: try packages.packages(for: file, model: choice.providerForText)
    ) { [isQuiet] stream, bytes in
      if !isQuiet { Console.shared.show(bytes, of: stream) }
    }
  }
}
