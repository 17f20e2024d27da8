import PythonGuest

/// What the host keeps for one session: its account, where it prints, and the message that is passing. Used by
/// one thread at a time.
final class ScientificState {
  let printing: PrintingState
  /// What the guest is given next; nil once it has it.
  private var request: [UInt8]?
  private var reply: [UInt8]?

  init(limits: Limits, output: @escaping OutputHandler) {
    printing = PrintingState(limits: limits, output: output)
  }

  /// Opens a turn in which the guest may ask for a request.
  func begin(_ request: [UInt8]) {
    printing.begin()
    self.request = request
    reply = nil
  }

  func takeRequest() -> [UInt8]? {
    defer { request = nil }
    return request
  }

  func keep(reply: [UInt8]) { self.reply = reply }

  func takeReply() -> [UInt8]? {
    defer { reply = nil }
    return reply
  }
}
