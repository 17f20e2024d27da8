import ArgumentParser

/// How a command tells of its errors.
struct ReportingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How an error is reported.", valueName: "FORMAT"))
  var errorFormat = ErrorFormat.text

  @Option(
    help: ArgumentHelp(
      "The open descriptor that an error is reported on; without it, standard error, which what "
        + "Python prints goes to as well.", valueName: "N"))
  var errorFd: Int32?
}
