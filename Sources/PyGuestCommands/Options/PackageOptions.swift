import ArgumentParser

/// Where wheels come from.
struct WheelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that wheels are taken from, and from nowhere else; without it, pip's index.",
      valueName: "DIR"))
  var wheels: String?
}

/// Where what a source imports comes from.
struct PackageOptions: ParsableArguments {
  @OptionGroup var wheels: WheelOptions

  @Option(
    help: ArgumentHelp(
      "A folder of modules, or a package, that Python may import; may be repeated.",
      valueName: "DIR"))
  var module: [String] = []

  /// Finds what sources depend on.
  var loader: PackageLoader { PackageLoader(wheels: wheels.wheels, modules: module) }
}
