import CPython

/// Lets the host stop Python between two steps of bytecode.
enum Interruption {
  /// Whether Python knows what to call.
  nonisolated(unsafe) fileprivate static var isAwaited = false

  /// Has Python call ``askHost(_:)`` once the host wants it. Python forgets that with the call, and
  /// would call again at once if it was told from there.
  static func await() {
    if !isAwaited { isAwaited = python_await_interruption(askHost) != 0 }
  }
}

/// Asks the host whether there is time left: if not, it does not return.
private func askHost(_: UnsafeMutableRawPointer?) -> Int32 {
  Interruption.isAwaited = false
  hostSleep(0)
  return 0
}
