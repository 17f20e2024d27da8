import Dispatch
import Foundation
import PythonGuest
import TestSupport
import Testing

/// A program of a source that stands in the test. It has a function `alive` that returns 1.
func program(
  _ source: String, file: String = "hostile.py", limits: Limits = Limits(),
  output: @escaping OutputHandler = { _, _ in }
) throws -> Program {
  let alive = "\n\ndef alive() -> int:\n    return 1\n"
  return try TestSupport.program(source + alive, file: file, limits: limits, output: output)
}

/// Calls a function on a thread with so many bytes of stack; with the default size without.
func onThread<Result: Sendable>(
  stack bytes: Int? = nil, _ body: @escaping @Sendable () throws -> Result
) throws -> Result {
  let box = ResultBox<Result>()
  let thread = Thread { box.finish(Swift.Result { try body() }) }
  if let bytes { thread.stackSize = bytes }
  thread.start()
  return try box.wait()
}

/// A result that one thread waits for and another gives.
private final class ResultBox<Success>: @unchecked Sendable {
  // The semaphore orders the write before the read.
  private var result: Result<Success, any Error>?
  private let done = DispatchSemaphore(value: 0)

  func finish(_ result: Result<Success, any Error>) {
    self.result = result
    done.signal()
  }

  func wait() throws -> Success {
    done.wait()
    return try #require(result).get()
  }
}
