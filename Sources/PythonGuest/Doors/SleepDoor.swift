import GuestInterface
import Sandbox
import Wasmtime

extension Door {
  /// Blocks the calling thread, no longer than the running row may last.
  static let sleep = Door(GuestImport.sleep, chargedTo: .time) {
    (caller: borrowing Caller<HostState>, nanoseconds: Int64) in
    let state = caller.state
    if state.isReproducible { return }
    state.look(in: caller)
    try state.account.sleep(nanoseconds: nanoseconds)
  }
}
