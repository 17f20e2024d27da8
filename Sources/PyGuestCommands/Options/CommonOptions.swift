import ArgumentParser
import PythonGuest

/// The options every command has.
struct CommonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Memory a function may use, such as 64MiB or 1GiB.", valueName: "SIZE"))
  var memory = ByteSize(bytes: Limits().memory)

  @Option(help: ArgumentHelp("Time one call may take, such as 500ms, 5s or 2m.", valueName: "TIME"))
  var timeout = TimeLength(duration: Limits().time)

  @Option(help: ArgumentHelp("Bytes Python may print, such as 64KiB or 1MiB.", valueName: "SIZE"))
  var maxOutput = ByteSize(bytes: Limits().output)

  @Option(
    name: .customLong("env"),
    help: ArgumentHelp("An environment variable for Python; may be repeated.", valueName: "K=V"))
  var environment: [EnvironmentVariable] = []

  @Flag(help: "Do not show what Python prints.")
  var quiet = false

  @OptionGroup var reporting: ReportingOptions

  @OptionGroup(title: "Dependencies") var packages: PackageOptions

  @OptionGroup(title: "Execution models") var selection: ModelSelection

  var limits: Limits {
    var limits = Limits()
    limits.memory = memory.bytes
    limits.time = timeout.duration
    limits.output = maxOutput.bytes
    return limits
  }
}
