import ArgumentParser

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
