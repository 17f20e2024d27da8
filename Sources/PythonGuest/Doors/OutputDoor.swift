import GuestInterface
import Sandbox
import Wasmtime

extension Door {
  /// Hands over what Python printed, within the running row's limit.
  static let output = Door(GuestImport.output, chargedTo: .output) {
    (caller: borrowing Caller<HostState>, stream: Int32, address: UInt32, count: UInt32) in
    guard let stream = OutputStream(rawValue: stream) else {
      throw SandboxError(.misuse("printed to a stream it does not have"))
    }
    // A copy, since the handler may look at the call that runs.
    let account = try caller.state.account(charged: Int(count), in: caller)
    let bytes = try caller.memory().bytes(in: caller, at: address, count: count)
    try account.deliver(bytes, of: stream, to: caller.state.output)
  }
}
