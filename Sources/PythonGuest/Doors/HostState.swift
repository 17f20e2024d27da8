import Sandbox
import Synchronization
import Wasmtime

/// What the host keeps for one instance: the doors' settings and the running call's account.
///
/// A row has its own time and its own printed bytes, however many rows a call has. The host looks
/// where the guest is whenever it interrupts it, and opens a new account for a row that it sees
/// for the first time, and another where it sees it once more, as results are handed over after
/// the rows of a slice have run. Both count upwards alone: a guest that lies about where it is gets
/// no more than one that runs as many rows.
final class HostState {
  let limits: Limits
  /// Which doors with a permission stand open.
  let permissions: Permissions
  let output: OutputHandler
  /// Where a snapshot is taken, clocks stand still and random bytes follow a rule, so that
  /// the same sources give the same image.
  let isReproducible: Bool
  /// How to look into the guest, once it can be.
  var view: GuestView?
  /// Ends calls where compiled code does not look at the time. It looks at the rest from another
  /// thread, so that what changes in the midst of a call changes while that is kept out.
  var watch: MemoryWatch?

  /// Of the row that runs. Each call of one row opens it, on the one thread that has the instance, so
  /// that to check for overlapping accesses would cost more than it could find.
  @exclusivity(unchecked) private(set) var account: CallAccount
  /// Rows of the running call, and the one that was seen last.
  private var rows = 1
  private(set) var row = 0
  /// The last rows that were seen to run, and to be handed over.
  private var run = 0
  private var handedOver = -1
  /// Whether the running row is being ended, so that none follows. The ticker's thread says so.
  private let condemned = Atomic(false)
  var isCondemned: Bool { condemned.load(ordering: .relaxed) }

  init(
    limits: Limits, permissions: Permissions = Permissions(), isReproducible: Bool = false,
    output: @escaping OutputHandler
  ) {
    self.permissions = permissions
    self.limits = limits
    self.isReproducible = isReproducible
    self.output = output
    account = CallAccount(time: limits.time, output: limits.output)
  }

  /// Opens the account of a call that starts now.
  func begin(rows: Int = 1, _ now: Int64 = Monotonic.now) {
    (self.rows, row, run, handedOver) = (rows, 0, 0, -1)
    isWaiting = false
    condemned.store(false, ordering: .relaxed)
    account.open(at: now)
  }

  /// Whether a call has begun whose account nobody has needed yet.
  private var isWaiting = false

  /// Begins a call of one row without reading the clock. Its time counts from the first time that
  /// somebody looks, which is a tick away at most.
  @inline(__always)
  func beginRow() {
    rows = 1
    isWaiting = true
    condemned.store(false, ordering: .relaxed)
  }

  /// What was left of the running row's time when the guest answered.
  private var left: Int64 = 0

  /// Stops the clock while the guest stands still in the midst of a call.
  func pause(_ now: Int64 = Monotonic.now) { left = account.deadline &- now }

  /// Lets it go on.
  func goOn(_ now: Int64) { account.move(deadline: now &+ left) }

  /// Looks which row a guest is at that stands still.
  func look(in store: borrowing some StoreContext & ~Copyable, _ now: Int64 = Monotonic.now) {
    openWaiting(now)
    guard rows > 1, !isCondemned, let view else { return }
    try? view.memory.withAllUnsafeBytes(in: store) { all in
      let guest = GuestMemory(all)
      look(now) { try? guest.load(at: $0, UInt32.self) }
    }
  }

  private func openWaiting(_ now: Int64) {
    guard isWaiting else { return }
    isWaiting = false
    account.open(at: now)
  }

  private func look(_ now: Int64, _ word: (UInt32) -> UInt32?) {
    guard rows > 1, !isCondemned, let seen = view?.row(of: rows, word), seen != row else { return }
    if seen > run {
      run = seen
    } else if seen > handedOver {
      handedOver = seen
    } else {
      return
    }
    row = seen
    account.open(at: now)
  }

  /// Closes the account of a guest that was ended: it gets no more time.
  func close() {
    rows = 1
    isWaiting = false
    account.close()
  }

  // MARK: Limits

  /// Ends the guest once the running row's time is up.
  ///
  /// - Returns: ticks until the next look.
  func checkTime(in store: borrowing some StoreContext & ~Copyable) throws(SandboxError)
    -> UInt64
  {
    let now = Monotonic.now
    look(in: store, now)
    try account.checkTime(now)
    return 1
  }

  /// The account of the row that uses a door, once it has been charged.
  ///
  /// - Parameter count: bytes to be printed, counted before they are taken.
  func account(
    charged count: Int = 0, in store: borrowing some StoreContext & ~Copyable
  ) throws(SandboxError) -> CallAccount {
    watch?.hold()
    defer { watch?.release() }
    look(in: store)
    try account.charge(output: count)
    return account
  }
}

extension HostState: CallJudge {
  func deadline(_ now: Int64, _ memory: RunningMemory) -> Int64 {
    openWaiting(now)
    look(now) { memory.word(at: $0) }
    return account.deadline
  }

  func condemn() { condemned.store(true, ordering: .relaxed) }
}
