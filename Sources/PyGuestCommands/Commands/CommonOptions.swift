import ArgumentParser
import PythonGuest
import Tables

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

  @OptionGroup(title: "Execution models") var selection: ModelSelection

  var limits: Limits {
    var limits = Limits()
    limits.memory = memory.bytes
    limits.time = timeout.duration
    limits.output = maxOutput.bytes
    return limits
  }
}

/// How the CSV that a command writes is made fit for those who open it.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What becomes of text in CSV that a spreadsheet would take for a formula, as it begins with "
        + "=, +, -, @, a tab or a carriage return: it is kept, or gets an apostrophe in front.",
      valueName: "keep|escape"))
  var csvFormulas = Formulas.keep

  enum Formulas: String, CaseIterable, ExpressibleByArgument { case keep, escape }

  var formulas: FormulaText { csvFormulas == .escape ? .escape : .keep }
}

/// A number of bytes, written with or without a unit.
struct ByteSize: ExpressibleByArgument {
  var bytes: Int

  private static let units = [
    ("", 1), ("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("kB", 1_000),
    ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
  ]

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    let name = argument[digits.endIndex...]
    guard let number = Int(digits), let unit = Self.units.first(where: { $0.0 == name }) else {
      return nil
    }
    let (bytes, overflows) = number.multipliedReportingOverflow(by: unit.1)
    guard !overflows, bytes > 0 else { return nil }
    self.bytes = bytes
  }

  var defaultValueDescription: String {
    for (name, size) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
    where bytes % size == 0 {
      return "\(bytes / size)\(name)"
    }
    return String(bytes)
  }
}

/// A length of time, written with its unit.
struct TimeLength: ExpressibleByArgument {
  var duration: Duration

  init(duration: Duration) { self.duration = duration }

  init?(argument: String) {
    let number = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let milliseconds: Double
    switch argument[number.endIndex...] {
    case "ms": milliseconds = 1
    case "s": milliseconds = 1000
    case "m", "min": milliseconds = 60_000
    default: return nil
    }
    // A year bounds what later arithmetic has to hold.
    guard let count = Double(number), count > 0, count * milliseconds < 31_536_000_000 else {
      return nil
    }
    duration = .microseconds(Int64((count * milliseconds * 1000).rounded(.up)))
  }

  var defaultValueDescription: String { "\(duration / .seconds(1))s".replacing(".0s", with: "s") }
}

/// `NAME=VALUE`.
struct EnvironmentVariable: ExpressibleByArgument {
  var name: String
  var value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
      return nil
    }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}
