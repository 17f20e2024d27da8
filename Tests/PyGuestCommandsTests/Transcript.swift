import Foundation

/// A file of commands with what they print and end with.
///
/// A line `$ pyguest …` is a command, in the words of a shell: quotes, and `< FILE` for
/// standard input. Its output follows; lines of standard error start with `! `; a status
/// other than 0 stands in brackets. A line with `#` is a comment.
struct Transcript {
  let text: String

  /// The transcript as it comes out when its commands are run in a folder.
  ///
  /// - Parameter variables: of the environment, beside those of the tests.
  func replayed(in folder: String, variables: [String: String] = [:]) throws -> String {
    var lines: [String] = []
    var isOutput = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("$ ") {
        lines.append(String(line))
        lines += try run(Words(line.dropFirst(2)), in: folder, variables)
        isOutput = true
      } else if line.isEmpty || line.hasPrefix("#") {
        if isOutput || !line.isEmpty { lines.append(String(line)) }
        isOutput = false
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func run(
    _ words: Words, in folder: String, _ variables: [String: String]
  ) throws -> [String] {
    let result = try Executable.run(
      words.arguments, input: words.input, folder: folder, variables: variables)
    var lines = result.output.isEmpty ? [] : Self.lines(result.output)
    lines += result.error.isEmpty ? [] : Self.lines(result.error).map { "! " + $0 }
    if result.status != 0 { lines.append("[\(result.status)]") }
    return lines
  }

  /// Lines with carriage returns shown; a last line without its end is marked.
  private static func lines(_ text: String) -> [String] {
    // To Swift a carriage return and a line feed are one character.
    let text = text.replacing("\r\n", with: "␍\n")
    let isWhole = text.hasSuffix("\n")
    return (isWhole ? String(text.dropLast()) : text + "⏎").split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { $0.isEmpty ? "·" : String($0) }
  }
}

/// A command line, cut as a shell does: in double quotes, a backslash takes the next
/// character as it is.
struct Words {
  var arguments: [String] = []
  var input: String?

  init(_ line: Substring) {
    var word: String?
    var quote: Character?
    var words: [String] = []
    var isEscaped = false
    for character in line {
      switch (character, quote) {
      case _ where isEscaped:
        word = (word ?? "") + String(character)
        isEscaped = false
      case ("\\", "\""): isEscaped = true
      case (quote, _): quote = nil
      case ("'", nil), ("\"", nil):
        quote = character
        word = word ?? ""
      case (" ", nil):
        if let ended = word { words.append(ended) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    if let sign = words.firstIndex(of: "<"), sign + 1 < words.count {
      input = words[sign + 1]
      words.removeSubrange(sign...sign + 1)
    }
    arguments = Array(words.dropFirst())
  }
}

/// The built program.
enum Executable {
  struct Result {
    var output: String
    var error: String
    var status: Int32
  }

  /// `pyguest` beside the tests.
  static var url: URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("pyguest")
  }

  /// Runs the program in a folder, with a file as its standard input.
  static func run(
    _ arguments: [String], input: String?, folder: String, variables: [String: String] = [:]
  ) throws -> Result {
    let process = process(arguments, folder: folder)
    process.environment?.merge(variables) { _, new in new }
    process.standardInput =
      try input.map { try FileHandle(forReadingFrom: URL(fileURLWithPath: folder + "/" + $0)) }
      ?? FileHandle.nullDevice
    return try run(process)
  }

  /// Runs a process to its end.
  static func run(_ process: Process) throws -> Result {
    let output = try CapturedStream()
    let error = try CapturedStream()
    process.standardOutput = output.handle
    process.standardError = error.handle
    try process.run()
    process.waitUntilExit()
    let isSignal = process.terminationReason == .uncaughtSignal
    return Result(
      output: try output.text(), error: try error.text(),
      status: isSignal ? -process.terminationStatus : process.terminationStatus)
  }

  /// The program, about to run in a folder.
  static func process(
    _ arguments: [String], folder: String, temporaryFolder: String? = nil
  ) -> Process {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = ProcessInfo.processInfo.environment
    environment["PYGUEST_IMAGE"] = environment["PYGUEST_IMAGE"] ?? image
    environment["TMPDIR"] = temporaryFolder ?? environment["TMPDIR"]
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// The image of the checkout these tests belong to.
  private static var image: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent(".build/image").path
  }
}

/// What a process writes, in a file that goes at the end.
private final class CapturedStream {
  let handle: FileHandle
  private let url: URL

  init() throws {
    url = URL(fileURLWithPath: NSTemporaryDirectory() + UUID().uuidString)
    try Data().write(to: url)
    handle = try FileHandle(forWritingTo: url)
  }

  deinit {
    try? handle.close()
    try? FileManager.default.removeItem(at: url)
  }

  func text() throws -> String { String(decoding: try Data(contentsOf: url), as: UTF8.self) }
}
