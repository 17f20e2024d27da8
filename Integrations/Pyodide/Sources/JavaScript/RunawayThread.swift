internal import CParking
import Foundation

/// A thread that runs on though nobody waits for it: WebAssembly that calls nothing notices no
/// interrupt of the engine's. It is stopped where it is, and stays so: its stack cannot be unwound.
///
/// It is stopped in code that the engine compiled alone, which holds none of the locks that other
/// threads wait for.
enum RunawayThread {
  /// One at a time, as the signal's handler has one place for its question.
  private static let turn = NSLock()

  /// Tries to stop a thread.
  ///
  /// - Returns: false where it runs other code at the moment.
  static func park(_ thread: pid_t) -> Bool {
    turn.withLock {
      let ranges = compiledCode()
      return parkThread(thread, ranges, Int32(clamping: ranges.count))
    }
  }

  /// Memory that holds code of no file: what was compiled in this process.
  private static func compiledCode() -> [CodeRange] {
    let maps = text(of: "/proc/self/maps")
    var ranges: [CodeRange] = []
    for line in maps.split(separator: "\n") {
      // Addresses, permissions, offset, device, inode; then the file, where there is one.
      let fields = line.split(separator: " ")
      guard fields.count == 5, fields[1].dropFirst(2).first == "x" else { continue }
      let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard ends.count == 2 else { continue }
      if let last = ranges.indices.last, ranges[last].end == ends[0] {
        ranges[last].end = ends[1]
      } else {
        ranges.append(CodeRange(start: ends[0], end: ends[1]))
      }
    }
    return ranges
  }

  /// A file of Linux's /proc, which has no size that could be asked for, and comes in pages.
  private static func text(of path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
