import PythonGuest
import Sandbox
import Wasmtime

/// The functions of WASI that a command reaches its messages, its time and its files through,
/// in place of wasmtime's own.
///
/// wasmtime's standard streams are files or pipes: a round trip takes 0.2 ms, and neither waiting
/// for input nor sleeping can be ended. Here messages are copied once, straight from and to the
/// command's memory, and both end with the time limit.
enum CommandDoors {
  private static let wasi = "wasi_snapshot_preview1"
  private static let success: Int32 = 0
  private static let badDescriptor: Int32 = 8
  private static let invalid: Int32 = 28
  private static let mostPieces: UInt32 = 1024

  static func linker(_ engine: Engine) throws(WasmtimeError) -> Linker<CommandState> {
    var linker = Linker<CommandState>(engine)
    try linker.defineWASI()
    linker.allowShadowing()
    try linker.define(wasi, "fd_read") {
      (caller, file: Int32, pieces: UInt32, count: UInt32, result: UInt32) -> Int32 in
      file == 0
        ? try read(caller, pieces, count, result)
        : try readFile(caller, file, pieces, count, result)
    }
    try linker.define(wasi, "fd_write") {
      (caller, file: Int32, pieces: UInt32, count: UInt32, result: UInt32) -> Int32 in
      try write(caller, file, pieces, count, result)
    }
    try linker.define(wasi, "clock_time_get") {
      (caller, clock: Int32, _: Int64, result: UInt32) -> Int32 in
      let nanoseconds = Monotonic.guestClock(clock)
      try caller.memory().write(
        withUnsafeBytes(of: nanoseconds.littleEndian) { Array($0) }, in: caller, at: result)
      return success
    }
    try linker.define(wasi, "poll_oneoff") {
      (caller, subscriptions: UInt32, events: UInt32, count: UInt32, result: UInt32) -> Int32 in
      try poll(caller, subscriptions, events, count, result)
    }
    return linker
  }

  // MARK: Streams

  /// The places in memory that an array of addresses and counts names.
  private static func pieces(
    _ caller: borrowing Caller<CommandState>, _ memory: Memory, _ address: UInt32, _ count: UInt32
  ) throws -> [(address: UInt32, count: UInt32)] {
    try memory.withUnsafeBytes(in: caller, at: address, count: count * 8) { bytes in
      stride(from: 0, to: bytes.count, by: 8).map { place in
        (word(bytes, place), word(bytes, place + 4))
      }
    }
  }

  private static func read(
    _ caller: borrowing Caller<CommandState>, _ address: UInt32, _ count: UInt32,
    _ result: UInt32
  ) throws -> Int32 {
    guard count <= mostPieces else { return invalid }
    let (memory, state) = (try caller.memory(), caller.state)
    if state.isIdle { try state.waitForRequest() }
    var total = 0
    for piece in try pieces(caller, memory, address, count) where piece.count > 0 {
      let copied = try memory.withUnsafeMutableBytes(
        in: caller, at: piece.address, count: piece.count
      ) { state.read(into: $0) }
      total += copied
      if copied < Int(piece.count) { break }
    }
    try store(UInt32(total), caller, memory, result)
    return success
  }

  private static func write(
    _ caller: borrowing Caller<CommandState>, _ file: Int32, _ address: UInt32, _ count: UInt32,
    _ result: UInt32
  ) throws -> Int32 {
    guard file == 1 || file == 2 else { return badDescriptor }
    guard count <= mostPieces else { return invalid }
    let (memory, state) = (try caller.memory(), caller.state)
    var total: UInt64 = 0
    for piece in try pieces(caller, memory, address, count) where piece.count > 0 {
      try memory.withUnsafeBytes(in: caller, at: piece.address, count: piece.count) { bytes in
        if file == 1 { try state.write(bytes) } else { try state.print(.standardError, bytes) }
      }
      total += UInt64(piece.count)
    }
    try store(UInt32(truncatingIfNeeded: total), caller, memory, result)
    return success
  }

  // MARK: Files

  /// Reads from a file through wasmtime's own function. That takes the memory to write to from
  /// the instance that calls it, so a small module with the command's memory does.
  private static func readFile(
    _ caller: borrowing Caller<CommandState>, _ file: Int32, _ pieces: UInt32, _ count: UInt32,
    _ result: UInt32
  ) throws -> Int32 {
    let state = caller.state
    if let readFile = state.readFile {
      return try readFile(file, pieces, count, result, in: caller)
    }
    var linker = Linker<CommandState>(state.command.engine.engine)
    try linker.defineWASI()
    try linker.define("command", "memory", caller.memory(), in: caller)
    let instance = try linker.instantiate(state.command.fileReader, in: caller)
    let readFile: TypedFunction<Int32, Int32, UInt32, UInt32, UInt32> =
      try instance.function("fd_read", in: caller)
    state.readFile = readFile
    return try readFile(file, pieces, count, result, in: caller)
  }

  static let fileReader = """
    (module
      (import "wasi_snapshot_preview1" "fd_read"
        (func $read (param i32 i32 i32 i32) (result i32)))
      (import "command" "memory" (memory 0))
      (export "memory" (memory 0))
      (func (export "fd_read") (param i32 i32 i32 i32) (result i32)
        (call $read (local.get 0) (local.get 1) (local.get 2) (local.get 3))))
    """

  // MARK: Time

  private static let subscriptionBytes: UInt32 = 48
  private static let eventBytes = 32

  /// Sleeps until the first clock that is waited for, no longer than the call may last. A stream
  /// or file that is waited for is ready at once.
  private static func poll(
    _ caller: borrowing Caller<CommandState>, _ subscriptions: UInt32, _ events: UInt32,
    _ count: UInt32, _ result: UInt32
  ) throws -> Int32 {
    guard 1...mostPieces ~= count else { return invalid }
    let memory = try caller.memory()
    let wanted = try memory.withUnsafeBytes(
      in: caller, at: subscriptions, count: count * subscriptionBytes
    ) { bytes in
      stride(from: 0, to: bytes.count, by: Int(subscriptionBytes)).map {
        Subscription(UnsafeRawBufferPointer(rebasing: bytes[$0..<$0 + Int(subscriptionBytes)]))
      }
    }
    let waits = wanted.map { $0.wait }
    let wait = waits.min() ?? 0
    try caller.state.account.sleep(nanoseconds: wait)
    var answer: [UInt8] = []
    for (subscription, own) in zip(wanted, waits) where own <= wait {
      answer += subscription.event
    }
    try memory.write(answer, in: caller, at: events)
    try store(UInt32(answer.count / eventBytes), caller, memory, result)
    return success
  }

  // MARK: Words

  private static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
  }

  private static func store(
    _ value: UInt32, _ caller: borrowing Caller<CommandState>, _ memory: Memory,
    _ address: UInt32
  ) throws(WasmtimeError) {
    try memory.write(withUnsafeBytes(of: value.littleEndian) { Array($0) }, in: caller, at: address)
  }
}
