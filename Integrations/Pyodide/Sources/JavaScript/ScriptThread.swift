internal import CParking
import Foundation

/// A thread with a large stack that does one piece of work after another.
///
/// `@unchecked Sendable`: the condition guards the queue.
public final class ScriptThread: @unchecked Sendable {
  private let condition = NSCondition()
  private var work: [@Sendable () -> Void] = []
  private var isEnded = false
  /// The thread's own number, while there is one.
  private var number: pid_t?

  /// Starts the thread.
  ///
  /// - Parameter stack: bytes of its stack, which interpreters use up by recursion.
  public init(name: String, stack: Int) {
    let thread = Thread { [self] in
      allowParking()
      condition.withLock { number = currentThreadNumber() }
      loop()
    }
    thread.name = name
    thread.stackSize = stack
    thread.start()
  }

  /// Does work on the thread and waits for it.
  ///
  /// - Parameter patience: seconds to wait. Work that takes longer is stopped where it is, as soon
  ///   as that can be done, and the thread does nothing after it.
  /// - Returns: nil, where that was too long.
  public func run<Result: Sendable>(
    patience: Double = .infinity, _ body: @escaping @Sendable () -> Result
  ) -> Result? {
    let done = DispatchSemaphore(value: 0)
    let box = Box<Result>()
    add {
      box.result = body()
      done.signal()
    }
    let limit = patience.isFinite ? DispatchTime.now() + patience : .distantFuture
    guard done.wait(timeout: limit) == .success else {
      abandon()
      return nil
    }
    return box.result
  }

  private func abandon() {
    condition.withLock {
      work = []
      isEnded = true
    }
    Thread.detachNewThread { [self] in
      while !isStopped() { usleep(5_000) }
    }
  }

  /// Whether the thread has ended or could be stopped.
  private func isStopped() -> Bool {
    // It cannot end, and its number not be another's, while the lock is held.
    condition.withLock {
      guard let number else { return true }
      return RunawayThread.park(number)
    }
  }

  /// Does work on the thread, some time.
  public func add(_ body: @escaping @Sendable () -> Void) {
    condition.withLock {
      guard !isEnded else { return }
      work.append(body)
      condition.signal()
    }
  }

  /// Lets the thread end once its work is done.
  public func end() {
    condition.withLock {
      isEnded = true
      condition.signal()
    }
  }

  private func loop() {
    while let body = next() { body() }
    condition.withLock { number = nil }
  }

  private func next() -> (@Sendable () -> Void)? {
    condition.withLock {
      while work.isEmpty && !isEnded { condition.wait() }
      return work.isEmpty ? nil : work.removeFirst()
    }
  }

  /// `@unchecked Sendable`: written before the semaphore is signalled, read after.
  private final class Box<Result>: @unchecked Sendable {
    var result: Result?
  }
}
