import Sandbox

/// What `poll_oneoff` is asked to wait for, in the layout of `wasi_snapshot_preview1`.
struct Subscription {
  private let userData: [UInt8]
  private let kind: UInt8
  /// Nanoseconds until it is there; none for streams and files.
  let wait: Int64

  /// Reads 48 bytes.
  init(_ bytes: UnsafeRawBufferPointer) {
    userData = Array(bytes.prefix(8))
    kind = bytes[8]
    wait = kind == 0 ? Self.clockWait(bytes) : 0
  }

  /// 32 bytes that say it is there.
  var event: [UInt8] {
    userData + [0, 0, kind] + [UInt8](repeating: 0, count: 21)
  }

  private static func clockWait(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    let clock = bytes.loadUnaligned(fromByteOffset: 16, as: Int32.self).littleEndian
    let time = bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self).littleEndian
    let isAbsolute = bytes[40] & 1 == 1
    let wanted = Int64(clamping: time)
    return isAbsolute ? max(wanted &- Monotonic.guestClock(clock), 0) : wanted
  }
}
