import Columns
import Foundation
import Synchronization

/// How far clocks of zones are ahead of universal time.
enum ZoneOffsets {
  /// Where systems keep the files of zones.
  private static let folders = [
    "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo",
  ]
  private static let mostBytes = 1 << 16
  private static let mostKept = 1000

  private static let kept = Mutex<[String: ZoneFile?]>([:])

  /// Seconds that a zone's clocks are ahead, so many microseconds after 1970-01-01T00:00:00Z; 0
  /// where this system knows no such zone.
  static func seconds(in zone: Zone, at microseconds: Int64) -> Int {
    if zone.name == Zone.utc.name { return 0 }
    if let offset = fixed(zone.name) { return offset }
    let seconds = Calendar.floorDivide(microseconds, by: Calendar.microsecondsPerSecond)
    return kept.withLock { kept in
      if let known = kept[zone.name] { return known?.offset(at: seconds) ?? 0 }
      if kept.count >= mostKept { kept.removeAll() }
      let file = read(zone.name)
      kept[zone.name] = .some(file)
      return file?.offset(at: seconds) ?? 0
    }
  }

  /// The seconds of `+05:30`; nil for a name.
  private static func fixed(_ name: String) -> Int? {
    guard name.hasPrefix("+") || name.hasPrefix("-") else { return nil }
    let text = Array(name.utf8)
    var scanner = TextScanner()
    guard let offset = ISO8601.offset(text.span, &scanner), scanner.isAtEnd(of: text.span) else {
      return nil
    }
    return offset
  }

  private static func read(_ name: String) -> ZoneFile? {
    for folder in folders {
      guard let file = FileHandle(forReadingAtPath: "\(folder)/\(name)"),
        let bytes = try? file.read(upToCount: mostBytes)
      else { continue }
      if let zone = ZoneFile(Array(bytes)) { return zone }
    }
    return nil
  }
}
