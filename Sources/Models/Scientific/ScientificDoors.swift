import PythonGuest
import Wasmtime

/// What a session reaches outside its memory: messages, clocks, random numbers, its own library
/// for reading, and the program's output.
enum ScientificDoors {
  private static let wasi = "wasi_snapshot_preview1"
  private static let mostPieces: UInt32 = 1024
  private static let badDescriptor: Int32 = 8
  private static let invalid: Int32 = 28

  static func linker(_ engine: Engine) throws(WasmtimeError) -> Linker<ScientificState> {
    var linker = Linker<ScientificState>(engine)
    try linker.defineWASI()
    linker.allowShadowing()
    try linker.define(wasi, "fd_write") {
      (caller, file: Int32, pieces: UInt32, count: UInt32, result: UInt32) -> Int32 in
      try write(caller, file, pieces, count, result)
    }
    try linker.define("host", "call") {
      (caller, address: UInt32, count: UInt32, answer: UInt32, answerCount: UInt32) -> Int32 in
      try pass(caller, address, count, answer, answerCount)
    }
    return linker
  }

  /// Gives the guest the request where there is one it has not had, else takes its reply.
  private static func pass(
    _ caller: borrowing Caller<ScientificState>, _ address: UInt32, _ count: UInt32,
    _ answer: UInt32, _ answerCount: UInt32
  ) throws -> Int32 {
    let memory = try caller.memory()
    let given = caller.state.takeRequest()
    if given == nil {
      caller.state.keep(reply: try memory.bytes(in: caller, at: address, count: count))
    }
    // The guest frees this room. It must not be empty.
    let bytes = given ?? [0]
    let allocate: TypedFunction<UInt32, UInt32> = try caller.function("host_alloc")
    let room = try allocate(UInt32(clamping: bytes.count), in: caller)
    guard room != 0 else { throw WasmtimeError(.growth, "a message does not fit guest memory") }
    try memory.write(bytes, in: caller, at: room)
    try store(room, caller, memory, answer)
    try store(UInt32(clamping: bytes.count), caller, memory, answerCount)
    return 0
  }

  private static func write(
    _ caller: borrowing Caller<ScientificState>, _ file: Int32, _ pieces: UInt32,
    _ count: UInt32, _ result: UInt32
  ) throws -> Int32 {
    guard let stream = OutputStream(rawValue: file) else { return badDescriptor }
    guard count <= mostPieces else { return invalid }
    let memory = try caller.memory()
    var text: [UInt8] = []
    let places = try memory.bytes(in: caller, at: pieces, count: count * 8)
    for place in stride(from: 0, to: places.count, by: 8) {
      let (address, length) = places.withUnsafeBytes { bytes in
        (
          UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)),
          UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self))
        )
      }
      text += try memory.bytes(in: caller, at: address, count: length)
    }
    if !text.isEmpty { try caller.state.printing.print(stream, text) }
    try store(UInt32(clamping: text.count), caller, memory, result)
    return 0
  }

  private static func store(
    _ number: UInt32, _ caller: borrowing Caller<ScientificState>, _ memory: Memory,
    _ address: UInt32
  ) throws(WasmtimeError) {
    try withUnsafeBytes(of: number.littleEndian) { bytes throws(WasmtimeError) in
      try memory.write(bytes, in: caller, at: address)
    }
  }
}
