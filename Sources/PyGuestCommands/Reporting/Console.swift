import Glibc
import PythonGuest
import Synchronization
import Tables

/// The process's standard error, shared by messages, Python's prints and the progress
/// line, which never mix on one line; and where errors are reported, which is the same unless
/// the user names another descriptor.
final class Console: Sendable {
  static let shared = Console()

  private struct State {
    var stream = PatientStream(2)
    /// Whether a progress line stands on the terminal.
    var showsProgress = false
    /// The last byte that stands on standard error.
    var last = UInt8(ascii: "\n")
    /// Whether text was dropped because nobody read it.
    var hasStalled = false
    /// Makes what Python prints on each of its streams inert.
    var inert = [OutputStream: InertText]()
    /// Where errors are reported; nil for standard error.
    var reports: Int32?
  }

  private let state = Mutex(State())

  /// Whether standard error is a terminal.
  let isTerminal = isatty(2) == 1

  private init() {}

  /// Reports errors on another descriptor from here on.
  func report(on descriptor: Int32) {
    state.withLock { $0.reports = descriptor == 2 ? nil : descriptor }
  }

  // MARK: What Python prints

  /// Shows what Python prints: as it is, or inert on a terminal. Waits for whoever reads no
  /// longer than the running call may last.
  func show(_ bytes: [UInt8], of stream: OutputStream) {
    state.withLock { state in
      takeProgressAway(&state)
      var shown = bytes
      if isTerminal {
        shown = []
        var inert = state.inert[stream] ?? InertText(.block)
        bytes.withUnsafeBytes { inert.append($0, to: &shown) }
        state.inert[stream] = inert
      }
      write(shown, until: RunningCall.deadline, &state)
    }
  }

  // MARK: What this program says

  /// Writes lines of this program's own.
  func writeError(_ text: String) {
    state.withLock { state in
      let deadline = deadline(state)
      beginLine(until: deadline, &state)
      write(Array(InertText.shown(text, as: .block).utf8), until: deadline, &state)
    }
  }

  /// Writes lines of this program's own.
  func writeError(_ bytes: [UInt8]) { writeError(String(decoding: bytes, as: UTF8.self)) }

  /// Writes the report of an error, on lines of its own.
  func report(_ text: String) {
    let bytes = Array(text.utf8)
    state.withLock { state in
      guard let descriptor = state.reports else {
        let deadline = deadline(state)
        beginLine(until: deadline, &state)
        return write(bytes, until: deadline, &state)
      }
      var last: UInt8 = 0
      _ = PatientStream(descriptor).write(bytes, until: nil, last: &last)
    }
  }

  /// Text of Python's that has not ended its line does so.
  private func beginLine(until deadline: ContinuousClock.Instant?, _ state: inout State) {
    takeProgressAway(&state)
    var rest: [UInt8] = []
    for stream in state.inert.keys { state.inert[stream]?.finish(to: &rest) }
    if !rest.isEmpty { write(rest, until: deadline, &state) }
    if state.last != UInt8(ascii: "\n") { write([0x0A], until: deadline, &state) }
  }

  /// A reader who did not read before is not waited for much longer.
  private func deadline(_ state: State) -> ContinuousClock.Instant? {
    state.hasStalled ? .now + .seconds(1) : nil
  }

  private func write(
    _ bytes: [UInt8], until deadline: ContinuousClock.Instant?, _ state: inout State
  ) {
    let outcome = state.stream.write(bytes, until: deadline, last: &state.last)
    if outcome == .late { state.hasStalled = true }
  }

  /// Says which columns have another name than in their file.
  func note(renamed: [ColumnNames.Renamed], file: String) {
    guard let note = ColumnNames.note(renamed, file: file) else { return }
    writeError("pyguest: \(note)\n")
  }

  // MARK: Progress

  /// Shows a line in place of the one before; nil leaves none.
  func showProgress(_ line: String?) {
    state.withLock { state in
      guard isTerminal, state.showsProgress || line != nil else { return }
      takeProgressAway(&state)
      guard let line else { return }
      // Python's own line goes on in the next one.
      if state.last != UInt8(ascii: "\n") { write([0x0A], until: .now, &state) }
      var last = state.last
      let text = InertText.shown(line, as: .line)
      _ = state.stream.write(Array(text.utf8), until: .now, last: &last)
      state.showsProgress = true
    }
  }

  private func takeProgressAway(_ state: inout State) {
    guard state.showsProgress else { return }
    state.showsProgress = false
    var last = state.last
    _ = state.stream.write(Self.clearLine, until: .now, last: &last)
  }

  private static let clearLine = Array("\r\u{1B}[K".utf8)
}
