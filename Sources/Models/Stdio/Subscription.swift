import Glibc

/// What `poll_oneoff` is asked to wait for, in the layout of `wasi_snapshot_preview1`.
struct Subscription {
  private let userData: [UInt8]
  private let kind: UInt8
  /// How long until it is there; nothing for streams and files.
  let wait: Duration

  /// Reads 48 bytes.
  init(_ bytes: UnsafeRawBufferPointer) {
    userData = Array(bytes.prefix(8))
    kind = bytes[8]
    wait = kind == 0 ? Self.clockWait(bytes) : .zero
  }

  /// 32 bytes that say it is there.
  var event: [UInt8] {
    userData + [0, 0, kind] + [UInt8](repeating: 0, count: 21)
  }

  private static func clockWait(_ bytes: UnsafeRawBufferPointer) -> Duration {
    let clock = bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self).littleEndian
    let time = bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self).littleEndian
    let isAbsolute = bytes[40] & 1 == 1
    let wanted = Duration.nanoseconds(Int64(clamping: time))
    return isAbsolute ? max(wanted - .nanoseconds(nanoseconds(of: clock)), .zero) : wanted
  }

  /// What a clock shows: 0 since 1970, any other from an arbitrary start.
  static func nanoseconds(of clock: UInt32) -> Int64 {
    var time = timespec()
    clock_gettime(clock == 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
