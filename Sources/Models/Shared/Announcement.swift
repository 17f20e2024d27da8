import Foundation

/// What a person is told on standard error of work that takes long.
package enum Announcement {
  private static let firstSeconds = 1
  private static let nextSeconds = 15

  package static func tell(_ text: String) {
    // Standard error may be closed; then nobody wants to be told.
    try? FileHandle.standardError.write(contentsOf: Data("pyguest: \(text)\n".utf8))
  }

  /// Runs what may take long; after a second a line says what it is, and then from time to time
  /// that it goes on.
  package static func during<Result, Failure: Error>(
    _ text: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let finished = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      var seconds = firstSeconds
      guard finished.wait(timeout: .now() + .seconds(seconds)) == .timedOut else { return }
      tell("\(text) …")
      while finished.wait(timeout: .now() + .seconds(nextSeconds)) == .timedOut {
        seconds += nextSeconds
        tell("\(text) … \(seconds) s so far")
      }
    }
    defer { finished.signal() }
    return try body()
  }
}
