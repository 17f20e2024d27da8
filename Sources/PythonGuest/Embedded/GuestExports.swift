import GuestInterface
import Wasmtime

/// What the host calls in an instance of the guest.
struct GuestExports {
  let memory: Memory
  let allocate: TypedFunction<UInt32, UInt32>
  let free: TypedFunction<Void, UInt32>
  let load: TypedFunction<UInt32, UInt32, UInt32>
  let call: TypedFunction<UInt32, UInt32, UInt32, UInt32, UInt32>
  let resume: TypedFunction<UInt32>
  let row: TypedFunction<UInt32, UInt32, UInt32, UInt32>

  init(
    _ instance: Instance, in store: borrowing Store<HostState>
  ) throws(WasmtimeError) {
    memory = try instance.memory(in: store)
    allocate = try instance.function(GuestExport.allocate, in: store)
    free = try instance.function(GuestExport.free, in: store)
    load = try instance.function(GuestExport.load, in: store)
    call = try instance.function(GuestExport.call, in: store)
    resume = try instance.function(GuestExport.resume, in: store)
    row = try instance.function(GuestExport.row, in: store)
  }
}
