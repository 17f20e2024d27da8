import Glibc
import PyGuestCommands

exit(PyGuest.run(arguments: Array(CommandLine.arguments.dropFirst())))
