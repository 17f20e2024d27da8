import GuestInterface
import Wasmtime

extension Door {
  /// Ends the instance.
  static let exit = Door(GuestImport.exit, chargedTo: .time) {
    (_: borrowing Caller<HostState>, status: Int32) in
    throw WasmtimeError(.exit(status), "the program ended its interpreter")
  }
}
