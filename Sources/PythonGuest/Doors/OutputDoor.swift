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
    try caller.state.charge(output: Int(count), in: caller)
    let bytes = try caller.memory().bytes(in: caller, at: address, count: count)
    // Of its own, since the handler may look at the call that runs.
    let (account, output) = (caller.state.account, caller.state.output)
    try account.deliver(bytes, of: stream, to: output)
  }
}
