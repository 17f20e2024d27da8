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
    // A buffer of our own: the system does not write to guest memory that is being shut.
    let bytes =
      caller.state.isReproducible
      ? (0..<Int(count)).map { UInt8(truncatingIfNeeded: $0 &* 151) } : try ofSystem(Int(count))
    try caller.memory().write(bytes, in: caller, at: address)
  }

  /// CPython asks for 256 at a time; more would keep a call past its time.
  private static let mostRandomBytes: UInt32 = 1 << 16

  private static func ofSystem(_ count: Int) throws(WasmtimeError) -> [UInt8] {
    let most = 256  // of one request
    var bytes = [UInt8](repeating: 0, count: count)
    let isFilled = bytes.withUnsafeMutableBytes { bytes in
      stride(from: 0, to: count, by: most).allSatisfy { start in
        bytes.baseAddress.map { getentropy($0 + start, min(most, count - start)) } == 0
      }
    }
    guard isFilled else { throw WasmtimeError(.other, "the system gave no random bytes") }
    return bytes
  }
}
