import Foundation

/// Memory of this process in bytes, from Linux's /proc.
public enum ProcessMemory {
  /// What is resident.
  public static func resident() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let fields = status.split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else {
      throw MeasuringError("/proc/self/statm cannot be read")
    }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  /// The same, where each page counts by the share that this process has in it.
  public static func proportional() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/smaps_rollup", encoding: .utf8)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pss:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw MeasuringError("/proc/self/smaps_rollup cannot be read") }
    return kibibytes << 10
  }
}
