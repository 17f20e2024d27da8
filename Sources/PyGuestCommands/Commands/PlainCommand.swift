import ArgumentParser

/// A command line that has no options, of a command that is over in a moment.
///
/// It is read without the argument parser, which describes every command to itself first: that
/// takes as long as starting the guest and calling a function.
enum PlainCommand: Equatable {
  case version
  case call(file: String, function: String, values: [String])
  case inspect(file: String)

  /// Nil for every other command line, which the argument parser reads.
  init?(_ arguments: [String]) {
    if arguments == ["--version"] {
      self = .version
      return
    }
    guard !arguments.contains(where: { $0.hasPrefix("-") }) else { return nil }
    switch (arguments.first, arguments.count) {
    case ("call", 3...):
      self = .call(
        file: arguments[1], function: arguments[2], values: Array(arguments.dropFirst(3)))
    case ("inspect", 2):
      self = .inspect(file: arguments[1])
    default:
      return nil
    }
  }

  func run() throws {
    switch self {
    case .version:
      try StandardOutput.printLine(RootCommand.configuration.version)
    case .call(let file, let function, let values):
      try CallCommand.call(function, of: file, values, PythonLoader())
    case .inspect(let file):
      try InspectCommand.inspect(file, .text, PythonLoader())
    }
  }
}
