import CPlatform
import Synchronization
public import Wasmtime

/// Says when a running call must have ended.
///
/// It is asked on the ticker's thread, while the call's own thread is kept from what it is judged by:
/// see ``MemoryWatch/hold()``.
package protocol CallJudge: AnyObject {
  /// When the call's time is up, by ``Monotonic``; what is in memory may be anything.
  func deadline(_ now: Int64, _ memory: RunningMemory) -> Int64
  /// The call's time is up, whatever memory says from now on.
  func condemn()
}

/// Words of a guest's memory, while the guest runs.
package struct RunningMemory {
  fileprivate let guarded: OpaquePointer

  /// The word at an address; nil where the memory has none.
  package func word(at address: UInt32) -> UInt32? {
    var word: UInt32 = 0
    return memory_guard_load(guarded, address, &word) ? UInt32(littleEndian: word) : nil
  }
}

/// Ends the calls of one instance by making its memory inaccessible.
///
/// `@unchecked Sendable`: what the ticker's thread reads or changes it holds the guard for, as does the
/// thread of a running call; whoever has the instance changes it between calls alone.
public final class MemoryWatch: @unchecked Sendable {
  /// How long Python is given to stop by itself.
  private static let patience: Int64 = 3_000_000
  /// Until memory that the host needed meanwhile is made inaccessible again; twice as long each time, as
  /// far as the other, since to shut it takes time from those who work in it.
  private static let interval: Int64 = 1_000_000
  private static let longestInterval: Int64 = 16_000_000

  private let guarded: OpaquePointer
  private let list: WatchList
  private let ticker: Ticker
  private unowned let judge: any CallJudge
  private let flag: Flag?
  /// When the running call ends in any case, where nobody judges it.
  private var fixedDeadline: Int64?
  /// When the running call was asked to stop, and whether it is being ended.
  private var asked: Int64?
  private var isCondemned = false
  private var interval = interval

  init(
    _ guarded: OpaquePointer, _ list: WatchList, _ ticker: Ticker, judge: any CallJudge,
    flag: Flag?
  ) {
    self.guarded = guarded
    self.list = list
    self.ticker = ticker
    self.judge = judge
    self.flag = flag
    list.add(self, guarded)
  }

  deinit {
    list.remove(guarded)
    memory_guard_delete(guarded)
  }

  // MARK: The calling thread

  /// A call starts, which is judged, or ends at a time by ``Monotonic``.
  @usableFromInline package func begin(deadline: Int64? = nil) {
    fixedDeadline = deadline
    asked = nil
    isCondemned = false
    interval = Self.interval
    memory_guard_begin(guarded)
    ticker.begin()
  }

  /// A call has ended; memory is accessible. Answers whether it was not.
  @discardableResult @usableFromInline package func end() -> Bool {
    ticker.end()
    return memory_guard_end(guarded)
  }

  /// Keeps the ticker from looking, while the thread of a running call changes what the call is
  /// judged by.
  package func hold() { memory_guard_hold(guarded) }

  /// Lets it look again.
  package func release() { memory_guard_release(guarded) }

  /// What ended a call, in which memory may have been made inaccessible.
  @usableFromInline package static func ending(
    _ error: WasmtimeError, wasShut: Bool, _ ending: (WasmtimeError) -> SandboxError
  ) -> SandboxError {
    wasShut && error.code == .trap(.memoryOutOfBounds)
      ? SandboxError(.time, underlying: error) : ending(error)
  }

  // MARK: The ticker's thread

  /// Looks at the running call, whose guard is held.
  ///
  /// - Returns: when to look again, by ``Monotonic``.
  fileprivate func tick(_ now: Int64) -> Int64 {
    if !isCondemned {
      let deadline = fixedDeadline ?? judge.deadline(now, RunningMemory(guarded: guarded))
      guard now >= deadline else {
        asked = nil
        return deadline
      }
      if let flag, fixedDeadline == nil {
        let last = (asked ?? now) + Self.patience
        asked = asked ?? now
        if now < last {
          _ = memory_guard_set(guarded, flag.address, flag.bits)
          return min(last, now + Self.interval)
        }
      }
      isCondemned = true
      if fixedDeadline == nil { judge.condemn() }
    }
    memory_guard_shut(guarded)
    defer { interval = min(2 * interval, Self.longestInterval) }
    return Monotonic.now + interval
  }
}

extension MemoryWatch {
  /// Bits of a byte in guest memory which, once set, have the guest ask whether it may go on.
  package struct Flag: Sendable {
    package var address: UInt32
    package var bits: UInt8

    package init(address: UInt32, bits: UInt8) {
      self.address = address
      self.bits = bits
    }
  }
}

/// The watches of an engine's instances.
final class WatchList: TickerWork {
  /// Looked at only while a call runs, which keeps it.
  ///
  /// `@unchecked Sendable`: both are used by the thread that has taken the guard.
  private struct Entry: @unchecked Sendable {
    let guarded: OpaquePointer
    let watch: Unmanaged<MemoryWatch>
  }

  private let entries = Mutex<[UInt: Entry]>([:])

  func add(_ watch: MemoryWatch, _ guarded: OpaquePointer) {
    let entry = Entry(guarded: guarded, watch: Unmanaged.passUnretained(watch))
    let key = UInt(bitPattern: guarded)
    entries.withLock { $0[key] = entry }
  }

  func remove(_ guarded: OpaquePointer) {
    let key = UInt(bitPattern: guarded)
    entries.withLock { _ = $0.removeValue(forKey: key) }
  }

  func start(_ now: Int64) {}

  func tick(_ now: Int64) -> Int64 {
    entries.withLock { entries in
      var next = Int64.max
      for entry in entries.values where memory_guard_try_hold(entry.guarded) {
        next = min(next, entry.watch._withUnsafeGuaranteedRef { $0.tick(now) })
        memory_guard_release(entry.guarded)
      }
      return next
    }
  }
}
