import GuestInterface
import Sandbox
import Wasmtime

extension Door {
  /// Blocks the calling thread, no longer than the running row may last. With nothing to wait for, as
  /// where Python was interrupted, it tells apart a row that has time left from one that has none.
  static let sleep = Door(GuestImport.sleep, chargedTo: .time) {
    (caller: borrowing Caller<HostState>, nanoseconds: Int64) in
    let state = caller.state
    if state.isReproducible { return }
    try state.account(in: caller).sleep(nanoseconds: nanoseconds)
  }
}
