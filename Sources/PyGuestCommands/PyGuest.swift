import ArgumentParser
import Glibc
import PythonGuest

/// The command line `pyguest`, without its process.
public enum PyGuest {
  /// Runs one command on the process's standard streams.
  ///
  /// - Parameter arguments: without the program's name.
  /// - Returns: the exit status.
  public static func run(arguments: [String]) -> Int32 {
    StandardStreams.occupy()
    Signals.install()
    if arguments.isEmpty {
      Console.shared.report(RootCommand.helpMessage() + "\n")
      return ExitStatus.wrongUsage
    }
    let reporting = Reporting(arguments)
    do {
      try reporting.begin()
      try SiblingProgram.takeOver(arguments)
      reporting.keepToThisProcess()
      if let command = PlainCommand(arguments) {
        try command.run()
        return ExitStatus.done
      }
      try RootCommand.checkName(arguments[0])
      var command = try RootCommand.read(arguments)
      try command.run()
      return ExitStatus.done
    } catch {
      return report(error, in: reporting.format)
    }
  }

  private static func report(_ error: any Error, in format: ErrorFormat) -> Int32 {
    var error = error
    // A command that has said everything itself.
    if let status = error as? ExitCode { return status.rawValue }
    if RootCommand.exitCode(for: error) == .success {
      do {
        try StandardOutput.printLine(RootCommand.message(for: error))
        return ExitStatus.done
      } catch let failure {
        error = failure
      }
    }
    guard let report = ErrorReport(error, of: RootCommand.self) else {
      return ExitStatus.outputClosed
    }
    Console.shared.report(format == .json ? report.json : report.text)
    return report.status
  }
}
