import ArgumentParser

/// The command line `pyguest`, without its process.
public enum PyGuest {
  /// Runs one command on the process's standard streams.
  ///
  /// - Parameter arguments: without the program's name.
  /// - Returns: the exit status.
  public static func run(arguments: [String]) -> Int32 {
    if arguments.isEmpty {
      Console.shared.writeError(RootCommand.helpMessage() + "\n")
      return ExitStatus.wrongUsage
    }
    do {
      var command = try RootCommand.parseAsRoot(arguments)
      try command.run()
      return ExitStatus.done
    } catch {
      return report(error, arguments: arguments)
    }
  }

  private static func report(_ error: any Error, arguments: [String]) -> Int32 {
    if RootCommand.exitCode(for: error) == .success {
      Console.shared.writeOutput(RootCommand.message(for: error) + "\n")
      return ExitStatus.done
    }
    guard let report = ErrorReport(error) else { return ExitStatus.outputClosed }
    let format = ErrorFormat.requested(in: arguments)
    Console.shared.writeError(format == .json ? report.json : report.text)
    return report.status
  }
}

struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pyguest",
    abstract: "Run Python functions over data, inside a WebAssembly sandbox.",
    subcommands: [InspectCommand.self, CallCommand.self, MapCommand.self, SQLCommand.self])
}
