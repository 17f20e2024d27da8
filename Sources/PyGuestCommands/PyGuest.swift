import ArgumentParser
import PythonGuest

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
      try SiblingProgram.takeOver(arguments)
      try RootCommand.checkName(arguments[0])
      var command = try RootCommand.parseAsRoot(SQLCommand.shielding(arguments))
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
    version: "0.1.0",
    subcommands: [
      InspectCommand.self, CallCommand.self, MapCommand.self, SQLCommand.self, CompileCommand.self,
      ComponentizeCommand.self, ModelsCommand.self,
    ])

  /// Refuses a command that is not there, whatever options follow it.
  static func checkName(_ argument: String) throws(PythonGuestError) {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !argument.hasPrefix("-"), !(names + ["help"]).contains(argument) else { return }
    throw PythonGuestError(
      .usage, "no command \(argument): there are \(names.joined(separator: ", "))")
  }
}
