/// How much a program may use. A limit that is reached ends the call with an error
/// that names it; the next call starts in a fresh instance.
public struct Limits: Sendable, Equatable {
  /// Elapsed time of one call, or of loading the source. Measured in steps of 5 ms.
  public var time: Duration = .seconds(5)
  /// Bytes of guest memory: CPython, the program, its data and the batch together.
  /// About 21 MiB are CPython's own.
  public var memory = 256 << 20
  /// Bytes that one call, or loading the source, may print.
  public var output = 1 << 20

  /// The defaults.
  public init() {}

  /// The defaults, but for those that are given.
  public init(
    time: Duration = .seconds(5), memory: Int = 256 << 20, output: Int = 1 << 20
  ) {
    self.time = time
    self.memory = memory
    self.output = output
  }
}

extension Limits {
  /// The time as error messages write it.
  public var timeText: String {
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    return seconds < 1 ? "\(Self.short(seconds * 1000)) ms" : "\(Self.short(seconds)) s"
  }

  /// The memory as error messages write it.
  public var memoryText: String { Self.bytes(memory) }

  /// The output as error messages write it.
  public var outputText: String { Self.bytes(output) }

  private static func bytes(_ count: Int) -> String {
    count % (1 << 20) == 0
      ? "\(count >> 20) MiB" : count % 1024 == 0 ? "\(count >> 10) KiB" : "\(count) bytes"
  }

  private static func short(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
  }
}
