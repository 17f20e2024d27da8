import Glibc
import GuestInterface
import Sandbox
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

  private static func readClock(_ clock: Int32, _ state: HostState) -> Int64 {
    state.isReproducible ? 0 : Monotonic.guestClock(clock)
  }

  /// CPython asks for 256 at a time; more would keep a call past its time.
  private static let mostRandomBytes: UInt32 = 1 << 16

  private static func fillRandom(
    _ caller: borrowing Caller<HostState>, _ address: UInt32, _ count: UInt32
  ) throws {
    guard count <= mostRandomBytes else {
      throw SandboxError(.misuse("asked for too many random bytes at once"))
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
  ) throws(SandboxError) {
    let state = caller.state
    if state.isReproducible { return }
    state.look(in: caller)
    try state.account.sleep(nanoseconds: nanoseconds)
  }

  private static func takeOutput(
    _ caller: borrowing Caller<HostState>, _ stream: Int32, _ address: UInt32, _ count: UInt32
  ) throws {
    guard let stream = OutputStream(rawValue: stream) else {
      throw SandboxError(.misuse("printed to a stream it does not have"))
    }
    try caller.state.charge(output: Int(count), in: caller)
    let bytes = try caller.memory().bytes(in: caller, at: address, count: count)
    let state = caller.state
    try state.account.deliver(bytes, of: stream, to: state.output)
  }
}
