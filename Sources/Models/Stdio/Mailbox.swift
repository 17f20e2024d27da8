import Dispatch
import PythonGuest
import Sandbox
import Synchronization

/// Where the thread of an interpreter and the one that calls it meet.
final class Mailbox: Sendable {
  /// What an interpreter's thread tells.
  enum Event {
    /// What a program printed, and the account of its call.
    case printed(OutputStream, [UInt8], CallAccount)
    case replied([UInt8])
    /// The interpreter has ended: nothing follows.
    case ended(PythonGuestError)
  }

  private struct State {
    var request: [UInt8]?
    var isClosed = false
    var events: [Event] = []
  }

  private let state = Mutex(State())
  private let requests = DispatchSemaphore(value: 0)
  private let events = DispatchSemaphore(value: 0)

  // MARK: The caller's side

  /// Sends a request; the one before must have been replied to.
  func send(_ request: [UInt8]) {
    state.withLock { $0.request = request }
    requests.signal()
  }

  /// Waits for what the interpreter tells next.
  func nextEvent() -> Event {
    events.wait()
    return state.withLock { $0.events.removeFirst() }
  }

  /// Ends an interpreter that waits for a request.
  func close() {
    state.withLock { $0.isClosed = true }
    requests.signal()
  }

  // MARK: The interpreter's side

  /// Waits for a request; nil when there will be none.
  func nextRequest() -> [UInt8]? {
    requests.wait()
    return state.withLock { state in
      defer { state.request = nil }
      return state.isClosed ? nil : state.request
    }
  }

  func tell(_ event: Event) {
    state.withLock { $0.events.append(event) }
    events.signal()
  }
}
