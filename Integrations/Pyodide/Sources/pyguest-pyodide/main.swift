import Foundation
import PyGuestCommands
import Pyodide
import PyodideServer

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "pyodide" {
  exit(ServeCommand.run(arguments: Array(arguments.dropFirst())))
}
ModelRegistry.register(PyodideProvider())
exit(PyGuest.run(arguments: arguments))
