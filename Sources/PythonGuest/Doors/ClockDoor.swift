import GuestInterface
import Sandbox
import Wasmtime

extension Door {
  /// Tells the time in nanoseconds.
  static let clock = Door(GuestImport.clock, chargedTo: .time) {
    (caller: borrowing Caller<HostState>, clock: Int32) -> Int64 in
    caller.state.isReproducible ? 0 : Monotonic.guestClock(clock)
  }
}
