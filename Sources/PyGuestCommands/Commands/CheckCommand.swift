import ArgumentParser
import PythonGuest
import Tables

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tell what of Python files is offered and what is refused, without calling it.",
    discussion: """
      Files are loaded one by one. Each signature, and each reason why there is none, is a line. The
      exit status is 3 where anything is refused, so that it may keep a commit back.
      """)

  @Argument(help: ArgumentHelp("The Python files.", valueName: "FILE.py"))
  var files: [String]

  @Option(help: ArgumentHelp("How what was found is written.", valueName: "FORMAT"))
  var format = InspectCommand.Format.text

  @OptionGroup var common: CommonOptions

  func run() throws {
    let loader = PythonLoader(common)
    let checked = try files.map { try CheckedFile($0, loader) }
    let output = OutputFile.standardOutput(shown: format == .json ? .json : .block)
    switch format {
    case .text:
      for line in checked.flatMap(\.lines) {
        try output.write(Array("\(InertText.shown(line, as: .line))\n".utf8))
      }
    case .json:
      let list = checked.map(\.json).joined(separator: ",")
      try output.write(Array("{\"files\":[\(list)]}\n".utf8))
    }
    try output.finish()
    // Where a limit was hit elsewhere, something was refused all the same.
    if let status = checked.compactMap(\.status).min() { throw ExitCode(status) }
  }
}

/// A file with what it offers, and what of it is refused.
private struct CheckedFile {
  let file: String
  let signatures: [Signature]
  let refusals: [Refusal]
  /// What the command ends with, where the file is refused in whole or in part.
  let status: Int32?

  struct Refusal {
    var line: Int?
    /// Nil where it is the file's.
    var name: String?
    var reason: String
  }

  /// - Throws: what is not the file's fault.
  init(_ file: String, _ loader: PythonLoader) throws {
    self.file = file
    do {
      let program = try loader.load(PythonSource(file))
      signatures = program.functions.map(\.signature)
      refusals = program.notOffered.map { Refusal(line: $0.line, name: $0.name, reason: $0.reason) }
      status = refusals.isEmpty ? nil : ExitStatus.sourceRefused
    } catch let failure as SourceFailure where failure.isOfSource {
      signatures = []
      refusals = [Refusal(line: failure.line, reason: failure.reason)]
      status = ExitStatus.of(failure.error)
    }
  }

  var lines: [String] {
    signatures.map { "\(file): \($0.line)" }
      + refusals.map { refusal in
        "\(file):\(refusal.line.map { "\($0):" } ?? "") \(refusal.reason)"
      }
  }

  var json: String {
    let refused = refusals.map { refusal in
      var fields: [(name: String, value: String)] = []
      if let name = refusal.name { fields.append(("name", JSONText.string(name))) }
      if let line = refusal.line { fields.append(("line", String(line))) }
      return JSONText.object(fields + [("reason", JSONText.string(refusal.reason))])
    }
    return JSONText.object([
      ("file", JSONText.string(file)),
      ("functions", "[\(signatures.map(\.json).joined(separator: ","))]"),
      ("refused", "[\(refused.joined(separator: ","))]"),
    ])
  }
}

extension SourceFailure {
  /// Whether the file itself is to be mended.
  fileprivate var isOfSource: Bool {
    [ExitStatus.sourceRefused, ExitStatus.limitHit].contains(ExitStatus.of(error))
  }

  /// What happened, without the file's name.
  fileprivate var reason: String { error.subject?.file == file ? error.what : error.message }

  /// The line that the error is told of, or the last one of the file that the traceback names.
  fileprivate var line: Int? {
    if case .place(_, let line?) = error.subject { return line }
    let place = "File \"\(file)\", line "
    return error.traceback?.split(separator: "\n").last { $0.contains(place) }.flatMap { line in
      line.split(separator: place).last.flatMap { Int($0.prefix { $0.isASCII && $0.isNumber }) }
    }
  }
}
