/// What a zone's file says, in the form of `zic` (RFC 9636): when its clocks were moved, and the
/// rule for what comes after.
struct ZoneFile {
  /// Seconds after 1970-01-01T00:00:00Z at which clocks were moved, in rising order.
  private let times: [Int64]
  /// Seconds they were ahead from then on.
  private let offsets: [Int]
  /// Before all of that.
  private let first: Int
  private let rule: ZoneRule?

  private static let headBytes = 44

  init?(_ bytes: [UInt8]) {
    // The first part, with times of 32 bits, is for older readers.
    guard let old = Counts(bytes, at: 0, timeBytes: 4), old.version >= UInt8(ascii: "2"),
      let new = Counts(bytes, at: old.end, timeBytes: 8)
    else { return nil }
    let kinds = old.end + Self.headBytes + new.times * 9
    let known = (0..<new.kinds).map {
      Int(Int32(bigEndian: Self.load(bytes, kinds + $0 * 6)))
    }
    times = (0..<new.times).map {
      Int64(bigEndian: Self.load(bytes, old.end + Self.headBytes + $0 * 8))
    }
    var offsets: [Int] = []
    for index in 0..<new.times {
      let kind = Int(bytes[old.end + Self.headBytes + new.times * 8 + index])
      guard known.indices.contains(kind) else { return nil }
      offsets.append(known[kind])
    }
    self.offsets = offsets
    first = known[0]
    let footer = bytes[new.end...].dropFirst()
    rule = footer.firstIndex(of: 0x0A).flatMap { ZoneRule(Array(footer[..<$0])) }
  }

  /// Seconds that clocks are ahead at so many seconds after 1970-01-01T00:00:00Z.
  func offset(at seconds: Int64) -> Int {
    guard let last = times.last, seconds < last else {
      return rule?.offset(at: seconds) ?? offsets.last ?? first
    }
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? first : offsets[low - 1]
  }

  private static func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: [UInt8], _ place: Int
  ) -> Number {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Number.self) }
  }

  /// How much there is in one part of a file, all of which lies in it.
  private struct Counts {
    let version: UInt8
    let times: Int
    let kinds: Int
    /// Where the part ends.
    let end: Int

    init?(_ bytes: [UInt8], at start: Int, timeBytes: Int) {
      guard bytes.count - start >= ZoneFile.headBytes,
        bytes[start..<start + 4].elementsEqual("TZif".utf8)
      else { return nil }
      let counts = (0..<6).map {
        Int(UInt32(bigEndian: ZoneFile.load(bytes, start + 20 + $0 * 4)))
      }
      version = bytes[start + 4]
      (times, kinds) = (counts[3], counts[4])
      let (universal, standard, leaps, names) = (counts[0], counts[1], counts[2], counts[5])
      guard counts.allSatisfy({ $0 <= bytes.count }), kinds > 0 else { return nil }
      end =
        start + ZoneFile.headBytes + times * (timeBytes + 1) + kinds * 6 + names
        + leaps * (timeBytes + 4) + standard + universal
      guard end <= bytes.count else { return nil }
    }
  }
}
