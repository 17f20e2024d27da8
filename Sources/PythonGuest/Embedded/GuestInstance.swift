import GuestInterface
package import Sandbox
import Wasmtime

/// One running guest.
///
/// `@unchecked Sendable`: whoever holds one has it alone; the pool hands it from thread to
/// thread, and wasmtime's stores may move between threads.
package final class GuestInstance: @unchecked Sendable {
  let store: Store<HostState>
  private let engine: TimedEngine
  let exports: GuestExports
  /// Ends calls where compiled code does not look at the time.
  private let watch: MemoryWatch?
  var memory: Memory { exports.memory }
  /// Whether a limit, a crash or an exit has ended it: nothing runs in it any more.
  private(set) var isEnded = false
  /// What the next batch is written to.
  private var room = GuestRoom()

  /// Starts an instance of an image and renews what it must not share.
  ///
  /// - Parameter changes: memory to begin with, where it differs from the image's.
  package init(
    _ image: Image, limits: Limits, permissions: Permissions = Permissions(),
    changes: MemoryChanges? = nil,
    output: @escaping OutputHandler
  ) throws(PythonGuestError) {
    engine = image.runtime.timed
    store = Store(
      engine.engine, state: HostState(limits: limits, permissions: permissions, output: output))
    store.setLimits(.instance(memory: limits.memory))
    store.onEpochDeadline { try $0.state.checkTime(in: $0) }
    store.state.begin()
    do throws(SandboxError) {
      let (exports, renew) = try engine.watch(store, ending: SandboxError.init(starting:)) {
        store throws(WasmtimeError) in
        try Self.instantiate(image, changes, in: store)
      }
      (self.exports, watch) = (exports, store.state.watch)
      try engine.watch(store, watch: watch, ending: SandboxError.init(starting:)) {
        store throws(WasmtimeError) in
        guard try renew(in: store) == 0 else {
          throw WasmtimeError(.other, "the guest did not renew itself")
        }
      }
    } catch {
      throw PythonGuestError(error, limits)
    }
  }

  /// Nothing of the guest runs yet.
  private static func instantiate(
    _ image: Image, _ changes: MemoryChanges?, in store: borrowing Store<HostState>
  ) throws(WasmtimeError) -> (GuestExports, renew: TypedFunction<Int32>) {
    let instance = try image.template.instantiate(in: store)
    let exports = try GuestExports(instance, in: store)
    let state = store.state
    state.view = GuestView(
      memory: exports.memory, progress: image.places.progress,
      stack: try instance.function(GuestExport.stack, in: store),
      misfit: try instance.function(GuestExport.misfit, in: store))
    state.watch = try image.runtime.timed.watch(
      exports.memory, mostBytes: state.limits.memory, of: image.module, in: store, judge: state,
      flag: MemoryWatch.Flag(address: image.places.interruption, bits: InterruptionFlag.bits))
    try changes?.apply(to: exports.memory, in: store)
    return (exports, try instance.function(GuestExport.renew, in: store))
  }

  // MARK: Calls into the guest

  /// Loads a source; answers with the guest's JSON.
  ///
  /// - Parameter file: the source's name, of which errors are told.
  func load(_ request: [UInt8], file: String) throws(PythonGuestError) -> [UInt8] {
    try run(.other) { () throws(WasmtimeError) in
      try reserve(max(request.count, GuestRoom.leastBytes), in: &room)
      let address = room.address
      try memory.write(request, in: store, at: address)
      let answer = try exports.load(address, UInt32(request.count), in: store)
      return try memory.withAllUnsafeBytes(in: store) { (all) throws(WasmtimeError) in
        let guest = GuestMemory(all)
        let reply = try guest.reply(at: answer)
        let json = try guest.json(of: reply, mostBytes: DescriptionLimit.ofProgram)
        return reply.status == ReplyStatus.done.rawValue
          ? .success(json) : .failure(FailureReport(json, .load(file: file)))
      }
    }
  }

  /// Runs a function over what `write` puts into guest memory; hands the result's
  /// descriptor to `read`.
  ///
  /// - Parameters:
  ///   - byteCount: room that `write` needs, descriptors first.
  func call<Result>(
    _ function: Int, columns: Int, rows: Int, byteCount: Int,
    write: (UnsafeMutableRawBufferPointer, _ address: UInt32) -> Void,
    read: (ColumnDescriptor, GuestMemory) throws(WasmtimeError) -> Result
  ) throws(PythonGuestError) -> Result {
    try run(.batch(rows: rows)) { () throws(WasmtimeError) in
      try reserve(max(byteCount, GuestRoom.leastBytes), in: &room)
      let address = room.address
      try memory.withUnsafeMutableBytes(in: store, at: address, count: UInt32(byteCount)) {
        write($0, address)
      }
      try store.state.view?.clearProgress(in: store)
      let answer = try exports.call(
        UInt32(function), address, UInt32(columns), UInt32(rows), in: store)
      return try outcome(of: answer, rows: rows, read)
    }
  }

  /// Stops the clock of a call that was answered for fewer rows than it has, until it goes on.
  func pause() { store.state.pause() }

  /// Goes on with a call that was answered for fewer rows than it has.
  func resume<Result>(
    rows: Int, read: (ColumnDescriptor, GuestMemory) throws(WasmtimeError) -> Result
  ) throws(PythonGuestError) -> Result {
    try run(.rest) { () throws(WasmtimeError) in
      try outcome(of: try exports.resume(in: store), rows: rows, read)
    }
  }

  private func outcome<Result>(
    of answer: UInt32, rows: Int,
    _ read: (ColumnDescriptor, GuestMemory) throws(WasmtimeError) -> Result
  ) throws(WasmtimeError) -> Outcome<Result> {
    try memory.withAllUnsafeBytes(in: store) { (all) throws(WasmtimeError) in
      let guest = GuestMemory(all)
      let reply = try guest.reply(at: answer)
      guard reply.status == ReplyStatus.done.rawValue else {
        return try failure(reply, guest, rows: rows)
      }
      return .success(try read(guest.column(of: reply), guest))
    }
  }

  func failure<Result>(
    _ reply: ReplyDescriptor, _ guest: GuestMemory, rows: Int
  ) throws(WasmtimeError) -> Outcome<Result> {
    let json = try guest.json(of: reply, mostBytes: DescriptionLimit.ofCall)
    return .failure(FailureReport(json, .call(rows: rows)))
  }

  enum Outcome<Value> {
    case success(Value)
    // Boxed: an error is large, and every answer would be moved with room for one.
    indirect case failure(FailureReport?)
  }

  /// What is asked of the guest.
  enum Request {
    /// Anything but rows.
    case other
    /// A row that is no batch.
    case row
    case batch(rows: Int)
    /// More of a batch that was answered in part.
    case rest

    @inline(__always) var isBatch: Bool {
      switch self {
      case .batch, .rest: true
      case .other, .row: false
      }
    }
  }

  /// Runs within the limits, and tells apart what the guest reports and what ended it.
  @inline(__always) func run<Value>(
    _ request: Request, _ body: () throws(WasmtimeError) -> Outcome<Value>
  ) throws(PythonGuestError) -> Value {
    let state = store.state
    switch request {
    case .other: state.begin()
    case .row: state.beginRow()
    case .batch(let rows): state.begin(rows: rows)
    case .rest: state.goOn(Monotonic.now)
    }
    let outcome: Outcome<Value>
    do throws(SandboxError) {
      outcome = try engine.watch(store, watch: watch, ending: ended) { _ throws(WasmtimeError) in
        try body()
      }
    } catch {
      throw ended(by: error, isBatch: request.isBatch)
    }
    switch outcome {
    case .success(let value): return value
    case .failure(let report): throw describe(report)
    }
  }

  // MARK: Guest memory

  /// How memory differs from that of an instance in which nothing has run yet. Room for
  /// batches is given back first, empty, as what was handed over need not be kept twice.
  func changes(since untouched: GuestInstance.Untouched) throws(PythonGuestError) -> MemoryChanges {
    let _: Void = try run(.other) { () throws(WasmtimeError) in
      if room.count > 0 {
        try memory.withUnsafeMutableBytes(in: store, at: room.address, count: UInt32(room.count)) {
          _ = $0.initializeMemory(as: UInt8.self, repeating: 0)
        }
      }
      try give(back: &room)
      return .success(())
    }
    do throws(WasmtimeError) {
      return try MemoryChanges(from: untouched.memory, untouched.store, to: memory, store)
    } catch {
      throw PythonGuestError(.internal, "guest memory cannot be read: \(error)", underlying: error)
    }
  }

  /// Makes room for so many bytes, where there is none that may be kept.
  func reserve(
    _ count: Int, in room: inout GuestRoom
  ) throws(WasmtimeError) {
    if room.suits(count) { return }
    try give(back: &room)
    room = GuestRoom(address: try allocate(count), count: count)
  }

  private func give(back room: inout GuestRoom) throws(WasmtimeError) {
    guard room.count > 0 else { return }
    let address = room.address
    room = GuestRoom()
    try exports.free(address, in: store)
  }

  func allocate(_ count: Int) throws(WasmtimeError) -> UInt32 {
    guard let wanted = UInt32(exactly: count), wanted < UInt32(Int32.max) else {
      throw WasmtimeError(.growth, "\(count) bytes exceed guest memory")
    }
    let address = try exports.allocate(wanted, in: store)
    guard address != 0 else {
      throw WasmtimeError(.growth, "\(count) bytes do not fit guest memory")
    }
    // Memory does not shrink: what lies within it now, does so later.
    let all = memory.byteCount(in: store)
    guard Int(address) <= all, count <= all - Int(address) else {
      throw WasmtimeError(.outOfBounds, "the guest gave room outside of its memory")
    }
    return address
  }

  // MARK: What went wrong

  /// What an answer that is none ends the guest with.
  func crashed(_ what: String) -> PythonGuestError {
    ended(by: ended(WasmtimeError(.outOfBounds, what)), isBatch: false)
  }

  /// What ended the guest, with what it can still tell. Nothing runs in it afterwards.
  private func ended(by error: SandboxError, isBatch: Bool) -> PythonGuestError {
    var described = PythonGuestError(error, store.state.limits)
    if case .threadTooSmall = error.kind { return described }
    isEnded = true
    // An answer that is none comes from no row.
    let isAtRow = isBatch && (error.underlying as? WasmtimeError)?.code != .outOfBounds
    if isAtRow {
      store.state.look(in: store)
      described.row = store.state.row
    }
    store.state.close()
    if isAtRow {
      if let earlier = store.state.view?.earlierMisfit(in: store, engine, watch),
        earlier.row < store.state.row
      {
        described.underlying = earlier
      }
    }
    described.traceback = store.state.view?.traceback(in: store, engine, watch)
    return described
  }

  private func describe(_ report: FailureReport?) -> PythonGuestError {
    guard let error = report?.error else {
      return PythonGuestError(
        SandboxError(.misuse("answered with what is no answer")), store.state.limits)
    }
    if error.code == .internal {
      return PythonGuestError(SandboxError(.crash(error.what)), store.state.limits)
    }
    return error.naming(store.state.limits)
  }

  private func ended(_ error: WasmtimeError) -> SandboxError {
    let left = store.state.limits.memory - memory.byteCount(in: store)
    return SandboxError(ending: error, memoryLeft: left)
  }
}

extension GuestInstance {
  /// An instance in which nothing has run: the image's memory as it is.
  final class Untouched {
    let store: Store<HostState>
    let memory: Memory

    init(_ image: Image) throws(PythonGuestError) {
      let limits = Limits()
      store = Store(image.runtime.engine, state: HostState(limits: limits) { _, _ in })
      store.setLimits(.instance(memory: limits.memory))
      do throws(WasmtimeError) {
        memory = try image.template.instantiate(in: store).memory(in: store)
      } catch {
        throw PythonGuestError(SandboxError(starting: error), limits)
      }
    }
  }
}
