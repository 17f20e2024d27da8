/// A time zone by its name in the IANA database, or an offset such as `+05:30`.
///
/// A class, so that a value takes no more for its zone than a reference.
public final class Zone: Sendable, Hashable {
  /// `UTC`, `Europe/Paris`, `-03:00`.
  public let name: String

  /// A zone of a name that zones can have; nil for others. Whether there is one of that name is for
  /// those to tell who know its rules.
  public init?(_ name: String) {
    guard 1...64 ~= name.utf8.count, name.utf8.allSatisfy(Self.isPart),
      let first = name.utf8.first, first != UInt8(ascii: "/")
    else { return nil }
    self.name = name
  }

  private init(known name: String) { self.name = name }

  /// Universal time.
  public static let utc = Zone(known: "UTC")

  // No dot, so that no name leads out of a folder of zones.
  private static func isPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  public static func == (one: Zone, other: Zone) -> Bool { one.name == other.name }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
