import Synchronization

/// What went wrong on other threads.
public final class Failures: Sendable {
  private let errors = Mutex<[any Error]>([])

  public init() {}

  /// The first of them.
  public var first: (any Error)? { errors.withLock { $0.first } }

  /// Runs something, and keeps what it throws.
  public func keeping(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      errors.withLock { $0.append(error) }
    }
  }
}
