import GuestInterface
import Wasmtime

// Single rows, whose values lie in row areas.
extension GuestInstance {
  /// A row area for some arguments, in which nothing is set: its address.
  func makeRowArea(arguments: Int) throws(PythonGuestError) -> UInt32 {
    try run(.other) { () throws(WasmtimeError) in
      let count = (arguments + 1) * RowSlot.byteCount
      let address = try allocate(count)
      try memory.write([UInt8](repeating: 0, count: count), in: store, at: address)
      return .success(address)
    }
  }

  /// Makes room for a text.
  ///
  /// - Throws: `memory_limit`, where the guest has none.
  func makeRoom(_ count: Int, in room: GuestRoom) throws(PythonGuestError) -> GuestRoom {
    try run(.other) { () throws(WasmtimeError) in
      var room = room
      try reserve(count, in: &room)
      return .success(room)
    }
  }

  /// Runs a function once, over the values in a row area, into which its result goes.
  @inline(__always)
  func callRow(_ function: UInt32, _ area: UInt32, _ count: UInt32) throws(PythonGuestError) {
    try run(.row) { () throws(WasmtimeError) in
      let answer = try exports.row(function, area, count, in: store)
      if answer == 0 { return .success(()) }
      return try memory.withAllUnsafeBytes(in: store) { (all) throws(WasmtimeError) in
        let guest = GuestMemory(all)
        return try failure(guest.reply(at: answer), guest, rows: 1)
      }
    }
  }

  /// Guest memory where it lies until the guest is called again.
  var contents: UnsafeMutableRawBufferPointer { memory.unsafeContents(in: store) }
  /// The start of that.
  var start: UnsafeMutableRawPointer? { memory.unsafeStart(in: store) }
}
