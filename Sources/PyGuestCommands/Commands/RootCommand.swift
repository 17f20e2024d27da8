import ArgumentParser
import PythonGuest

struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pyguest",
    abstract: "Run Python functions over data, inside a WebAssembly sandbox.",
    version: "0.1.0",
    subcommands: [
      InspectCommand.self, CheckCommand.self, CallCommand.self, MapCommand.self, SQLCommand.self,
      CompileCommand.self, ComponentizeCommand.self, LockCommand.self, ModelsCommand.self,
      DocsCommand.self,
    ])

  /// Refuses a command that is not there, whatever options follow it.
  static func checkName(_ argument: String) throws(PythonGuestError) {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !argument.hasPrefix("-"), !(names + ["help"]).contains(argument) else { return }
    throw PythonGuestError(
      .usage, "no command \(argument): there are \(names.joined(separator: ", "))")
  }

  /// Reads a command line, of any command. A query of SQL may begin with a comment, which
  /// looks like an option: the line break in front of it, with which it does not, is tried on one
  /// argument after another, and kept where it is the query that got it.
  static func read(_ arguments: [String]) throws -> any ParsableCommand {
    guard arguments.first == SQLCommand.configuration.commandName else {
      return try parseAsRoot(arguments)
    }
    var refusal: (any Error)?
    for (index, argument) in arguments.enumerated() where isComment(argument) {
      var shielded = arguments
      shielded[index] = "\n" + argument
      do {
        let parsed = try parseAsRoot(shielded)
        if var command = parsed as? SQLCommand, command.query == shielded[index] {
          command.query = argument
          return command
        }
      } catch {
        refusal = error
      }
    }
    do {
      return try parseAsRoot(arguments)
    } catch {
      throw refusal ?? error
    }
  }

  private static func isComment(_ argument: String) -> Bool {
    argument.hasPrefix("--") && argument.dropFirst(2).first?.isWhitespace == true
  }
}
