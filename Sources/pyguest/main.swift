import PyGuestCommands

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

exit(PyGuest.run(arguments: Array(CommandLine.arguments.dropFirst())))
