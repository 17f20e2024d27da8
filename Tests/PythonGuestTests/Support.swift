import Foundation
import PythonGuest

extension PythonGuestError {
  /// All fields, for comparison with a golden file.
  var rendered: String {
    var lines = ["code: \(code.rawValue)", "message: \(message)"]
    if let function { lines.append("function: \(function)") }
    if let row { lines.append("row: \(row)") }
    if isWhileLoading { lines.append("while loading") }
    let head = lines.joined(separator: "\n") + "\n"
    return traceback.map { head + "\n" + $0 } ?? head
  }
}

/// Text that a program prints, from any thread.
final class PrintedText: @unchecked Sendable {
  // The lock guards both.
  private let lock = NSLock()
  private var out: [UInt8] = []
  private var err: [UInt8] = []

  var standardOutput: String { lock.withLock { String(decoding: out, as: UTF8.self) } }
  var standardError: String { lock.withLock { String(decoding: err, as: UTF8.self) } }

  func take(_ stream: PythonGuest.OutputStream, _ bytes: [UInt8]) {
    lock.withLock {
      if stream == .standardOutput { out += bytes } else { err += bytes }
    }
  }
}
