import Glibc
import GuestInterface
import Sandbox
import Wasmtime

extension Door {
  /// Fills guest memory with random bytes of the system.
  static let random = Door(GuestImport.random, chargedTo: .time) {
    (caller: borrowing Caller<HostState>, address: UInt32, count: UInt32) in
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

  /// CPython asks for 256 at a time; more would keep a call past its time.
  private static let mostRandomBytes: UInt32 = 1 << 16

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
}
