import PythonGuest
import Tables

/// Loads Python files for one command.
struct PythonLoader {
  private let options: CommonOptions

  init(_ options: CommonOptions) { self.options = options }

  func load(_ file: PythonSource) throws -> Program {
    try file.attributing { () throws(PythonGuestError) in
      try Program(source(file), model: options.selection.model(for: file))
    }
  }

  /// A file with what the options say of running it.
  func source(_ file: PythonSource) -> ProgramSource {
    let isQuiet = options.quiet
    let environment = options.environment.map { ($0.name, $0.value) }
    return ProgramSource(
      text: file.text, file: file.file,
      environment: Dictionary(environment) { _, last in last }, limits: options.limits
    ) { stream, bytes in
      if !isQuiet { Console.shared.show(bytes, of: stream) }
    }
  }
}

/// A Python file, or what was compiled from one.
struct PythonSource {
  let file: String
  let contents: Contents

  enum Contents {
    case text(String)
    /// What `pyguest compile` makes.
    case programImage([UInt8])
    /// A WebAssembly module with Python inside.
    case module
    /// A WebAssembly component with Python inside.
    case component
  }

  /// The source, where the file is one.
  var text: String { if case .text(let text) = contents { text } else { "" } }

  /// The source of a command that compiles it.
  ///
  /// - Throws: `usage`, where it is compiled already.
  func uncompiled() throws(PythonGuestError) -> PythonSource {
    guard case .text = contents else {
      throw PythonGuestError(.usage, "\(file) is compiled already")
    }
    return self
  }

  /// The file's name with another ending than .py.
  func replacingSuffix(with suffix: String) -> String {
    (file.hasSuffix(".py") ? String(file.dropLast(3)) : file) + suffix
  }

  private static let maximumMegabytes = 16
  private static let wasmModule: [UInt8] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
  private static let wasmComponent: [UInt8] = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]

  /// Reads a file; what is none of these is refused.
  init(_ file: String) throws {
    self.file = file
    let bytes = try InputFile(path: file).readAll(maximum: Self.maximumMegabytes << 20)
    if bytes.starts(with: Self.wasmModule) {
      contents = .module
    } else if bytes.starts(with: Self.wasmComponent) {
      contents = .component
    } else if bytes.starts(with: ProgramImage.mark) {
      contents = .programImage(try InputFile(path: file).readAll(maximum: 1 << 30))
    } else {
      contents = .text(try Self.text(bytes, file))
    }
  }

  private static func text(_ bytes: [UInt8], _ file: String) throws -> String {
    if bytes.contains(0) { throw refusal(file, "it has NUL bytes") }
    if bytes.count > maximumMegabytes << 20 {
      throw refusal(file, "it has more than \(maximumMegabytes) MiB")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refusal(file, "it is not UTF-8")
    }
    return text
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
