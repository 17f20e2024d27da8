import PythonGuest
import Tables

/// Loads Python files for one command.
struct PythonLoader {
  private let options: CommonOptions
  private let image: Image

  init(_ options: CommonOptions) throws {
    self.options = options
    image = try Image(runtime: Runtime(), directory: Image.locate())
  }

  func load(_ source: PythonSource) throws -> Program {
    let isQuiet = options.quiet
    let environment = options.environment.map { ($0.name, $0.value) }
    return try source.attributing { () throws(PythonGuestError) in
      try Program(
        source: source.text, file: source.file, image: image, limits: options.limits,
        environment: Dictionary(environment) { _, last in last }
      ) { _, bytes in
        if !isQuiet { Console.shared.writeError(bytes) }
      }
    }
  }
}

/// The text of a Python file.
struct PythonSource {
  let file: String
  let text: String

  private static let maximumMegabytes = 16

  /// Reads a file; what cannot be Python is refused.
  init(_ file: String) throws {
    self.file = file
    let bytes = try InputFile(path: file).readAll(maximum: Self.maximumMegabytes << 20)
    if bytes.contains(0) { throw Self.refusal(file, "it has NUL bytes") }
    if bytes.count > Self.maximumMegabytes << 20 {
      throw Self.refusal(file, "it has more than \(Self.maximumMegabytes) MiB")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Self.refusal(file, "it is not UTF-8")
    }
    self.text = text
  }

  private static func refusal(_ file: String, _ reason: String) -> SourceFailure {
    SourceFailure(
      file: file,
      error: PythonGuestError(
        .syntaxError, "not a Python source: \(reason)", isWhileLoading: true))
  }

  /// Names the file in errors of what it defines.
  func attributing<Result>(_ body: () throws(PythonGuestError) -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw SourceFailure(file: file, error: error)
    }
  }
}
