import Columns
import PythonGuest

/// The rows of windows' frames, for aggregates that cannot take rows back.
struct WindowFrames {
  private struct Frame {
    var rows: [[Value]] = []
    /// Rows that have left.
    var start = 0
    /// Whether any has left since it was last given to Python as a whole.
    var isChanged = false
  }

  private var frames: [UInt32: Frame] = [:]
  private var bytes = 0
  private let mostBytes: Int

  init(mostBytes: Int) { self.mostBytes = mostBytes }

  mutating func append(_ row: [Value], to group: UInt32) throws(PythonGuestError) {
    bytes += Self.bytes(row)
    guard bytes <= mostBytes else {
      throw PythonGuestError(
        .memoryLimit,
        "has a window of over \(mostBytes >> 20) MiB, which is kept since the class has"
          + " no method retract")
    }
    frames[group, default: Frame()].rows.append(row)
  }

  mutating func removeFirst(of group: UInt32) {
    guard var frame = frames.removeValue(forKey: group), frame.start < frame.rows.count else {
      return
    }
    bytes -= Self.bytes(frame.rows[frame.start])
    frame.rows[frame.start] = []
    frame.start += 1
    frame.isChanged = true
    if frame.start * 2 > frame.rows.count {
      frame.rows.removeFirst(frame.start)
      frame.start = 0
    }
    frames[group] = frame
  }

  mutating func remove(_ group: UInt32) {
    guard let frame = frames.removeValue(forKey: group) else { return }
    for row in frame.rows[frame.start...] { bytes -= Self.bytes(row) }
  }

  /// The rows of a frame from which some have left since it was asked for last.
  mutating func changed(_ group: UInt32) -> ArraySlice<[Value]>? {
    guard let frame = frames[group], frame.isChanged else { return nil }
    frames[group]?.isChanged = false
    return frame.rows[frame.start...]
  }

  private static func bytes(_ row: [Value]) -> Int { row.reduce(32) { $0 + $1.approximateBytes } }
}
