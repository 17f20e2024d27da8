import Glibc
import GuestInterface
import Wasmtime

/// The doors of the sandbox: all that a guest can reach outside its memory.
enum HostFunctions {
  /// A linker with exactly the functions that ``GuestImport`` names.
  static func linker(_ engine: Engine) throws(WasmtimeError) -> Linker<HostState> {
    var linker = Linker<HostState>(engine)
    try linker.define(GuestImport.module, GuestImport.clock) { caller, clock in
      readClock(clock, caller.state)
    }
    try linker.define(GuestImport.module, GuestImport.random) { caller, address, count in
      try fillRandom(caller, address, count)
    }
    try linker.define(GuestImport.module, GuestImport.sleep) { caller, nanoseconds in
      try sleepWithinLimit(caller, nanoseconds)
    }
    try linker.define(GuestImport.module, GuestImport.output) { caller, stream, address, count in
      try takeOutput(caller, stream, address, count)
    }
    try linker.define(GuestImport.module, GuestImport.exit) {
      (_: borrowing Caller<HostState>, status: Int32) in
      throw WasmtimeError(.exit(status), "the program ended its interpreter")
    }
    return linker
  }

  /// Nanoseconds: clock 0 since 1970, any other from an arbitrary start.
  private static func readClock(_ clock: Int32, _ state: HostState) -> Int64 {
    if state.isReproducible { return 0 }
    var time = timespec()
    clock_gettime(clock == 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }

  /// CPython asks for 256 at a time; more would keep a call past its time.
  private static let mostRandomBytes: UInt32 = 1 << 16

  private static func fillRandom(
    _ caller: borrowing Caller<HostState>, _ address: UInt32, _ count: UInt32
  ) throws {
    guard count <= mostRandomBytes else {
      throw PythonGuestError(.guestCrashed, "asked for too many random bytes at once")
    }
    let isReproducible = caller.state.isReproducible
    try caller.memory().withUnsafeMutableBytes(in: caller, at: address, count: count) { bytes in
      if isReproducible {
        for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index &* 151) }
      } else {
        try fillFromSystem(bytes)
      }
    }
  }

  private static func fillFromSystem(
    _ bytes: UnsafeMutableRawBufferPointer
  ) throws(WasmtimeError) {
    let most = 256  // of one request
    for start in stride(from: 0, to: bytes.count, by: most) {
      let piece = bytes[start..<min(start + most, bytes.count)]
      let rebased = UnsafeMutableRawBufferPointer(rebasing: piece)
      guard let address = rebased.baseAddress, getentropy(address, rebased.count) == 0 else {
        throw WasmtimeError(.other, "the system gave no random bytes")
      }
    }
  }

  /// Blocks no longer than the row may last.
  private static func sleepWithinLimit(
    _ caller: borrowing Caller<HostState>, _ nanoseconds: Int64
  ) throws(PythonGuestError) {
    let state = caller.state
    if state.isReproducible { return }
    let now = Monotonic.now
    state.look(in: caller, now)
    let left = state.deadline - now
    let possible = min(nanoseconds, left)
    if possible > 0 { sleep(for: .nanoseconds(possible)) }
    if nanoseconds > left { throw state.limits.timeError }
  }

  private static func takeOutput(
    _ caller: borrowing Caller<HostState>, _ stream: Int32, _ address: UInt32, _ count: UInt32
  ) throws {
    guard let stream = OutputStream(rawValue: stream) else {
      throw PythonGuestError(.guestCrashed, "printed to a stream it does not have")
    }
    try caller.state.charge(output: Int(count), in: caller)
    let bytes = try caller.memory().bytes(in: caller, at: address, count: count)
    let state = caller.state
    let deadline = ContinuousClock.now + .nanoseconds(state.deadline - Monotonic.now)
    RunningCall.$deadline.withValue(deadline) { state.output(stream, bytes) }
    if Monotonic.now > state.deadline { throw state.limits.timeError }
  }
}
