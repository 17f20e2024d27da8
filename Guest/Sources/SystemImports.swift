import CPython

// The sandbox's only doors, and the system calls of WASI that go through them.

@_extern(wasm, module: "pyguest", name: "clock") @_extern(c)
func hostClock(_ clock: Int32) -> Int64

@_extern(wasm, module: "pyguest", name: "random") @_extern(c)
func hostRandom(_ address: Int32, _ length: Int32)

@_extern(wasm, module: "pyguest", name: "sleep") @_extern(c)
func hostSleep(_ nanoseconds: Int64)

@_extern(wasm, module: "pyguest", name: "output") @_extern(c)
func hostOutput(_ stream: Int32, _ address: Int32, _ length: Int32)

@_extern(wasm, module: "pyguest", name: "exit") @_extern(c)
func hostExit(_ status: Int32)

/// WASI's error numbers, as far as they are answered here.
enum SystemError {
  static let none: Int32 = 0
  static let badDescriptor: Int32 = 8
  static let invalid: Int32 = 28
  static let io: Int32 = 29
  static let missing: Int32 = 44
  static let noMemory: Int32 = 48
  static let notImplemented: Int32 = 52
  static let noFolder: Int32 = 54
  static let readOnly: Int32 = 69
  static let illegalSeek: Int32 = 70
}

/// Guest memory at a system call's argument.
@inline(__always)
func memory(_ address: Int32) -> UnsafeMutableRawPointer {
  UnsafeMutableRawPointer(bitPattern: UInt(UInt32(bitPattern: address))).unsafelyUnwrapped
}

@c(__imported_wasi_snapshot_preview1_clock_time_get)
func clockTime(_ clock: Int32, _ precision: Int64, _ result: Int32) -> Int32 {
  // Processor time is not told apart from elapsed time.
  memory(result).storeBytes(of: hostClock(clock == 0 ? 0 : 1), as: Int64.self)
  return SystemError.none
}

@c(__imported_wasi_snapshot_preview1_clock_res_get)
func clockResolution(_ clock: Int32, _ result: Int32) -> Int32 {
  memory(result).storeBytes(of: 1, as: Int64.self)
  return SystemError.none
}

@c(__imported_wasi_snapshot_preview1_random_get)
func randomBytes(_ address: Int32, _ length: Int32) -> Int32 {
  hostRandom(address, length)
  return SystemError.none
}

@c(__imported_wasi_snapshot_preview1_proc_exit)
func processExit(_ status: Int32) {
  hostExit(status)
}

@c(__imported_wasi_snapshot_preview1_sched_yield)
func schedulerYield() -> Int32 { SystemError.none }

/// Writes to standard output or standard error.
@c(__imported_wasi_snapshot_preview1_fd_write)
func descriptorWrite(_ descriptor: Int32, _ pieces: Int32, _ count: Int32, _ written: Int32)
  -> Int32
{
  guard descriptor == 1 || descriptor == 2 else { return SystemError.badDescriptor }
  var total: Int32 = 0
  for index in 0..<Int(count) {
    let piece = memory(pieces) + index * 8
    let address = piece.load(as: Int32.self)
    let length = piece.load(fromByteOffset: 4, as: Int32.self)
    if length > 0 { hostOutput(descriptor, address, length) }
    total &+= length
  }
  memory(written).storeBytes(of: total, as: Int32.self)
  return SystemError.none
}

/// Sleeping is the one event there is to wait for.
@c(__imported_wasi_snapshot_preview1_poll_oneoff)
func poll(_ subscriptions: Int32, _ events: Int32, _ count: Int32, _ ready: Int32) -> Int32 {
  // A subscription is 48 bytes: user data, kind (0 is a clock), clock, time, precision, flags.
  for index in 0..<Int(count) {
    let subscription = memory(subscriptions) + index * 48
    guard subscription.load(fromByteOffset: 8, as: UInt8.self) == 0 else { continue }
    var nanoseconds = subscription.load(fromByteOffset: 24, as: Int64.self)
    let isAbsolute = subscription.load(fromByteOffset: 40, as: UInt16.self) & 1 == 1
    if isAbsolute {
      let clock = subscription.load(fromByteOffset: 16, as: Int32.self)
      nanoseconds &-= hostClock(clock == 0 ? 0 : 1)
    }
    if nanoseconds > 0 { hostSleep(nanoseconds) }
    // An event is 32 bytes: user data, error, kind, and what only files have.
    let event = memory(events)
    memset(event, 0, 32)
    event.storeBytes(of: subscription.load(as: UInt64.self), as: UInt64.self)
    memory(ready).storeBytes(of: 1, as: Int32.self)
    return SystemError.none
  }
  return SystemError.notImplemented
}
