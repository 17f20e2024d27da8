import PythonGuest

/// What the host keeps for one session: its account, and the message that is passing. Used by
/// one thread at a time.
final class ScientificState {
  let account: CallAccount
  /// What the guest is given next; nil once it has it.
  private var request: [UInt8]?
  private var reply: [UInt8]?

  init(limits: Limits, output: @escaping OutputHandler) {
    account = CallAccount(limits: limits, output: output)
  }

  /// Opens a turn in which the guest may ask for a request.
  func begin(_ request: [UInt8]) {
    account.begin()
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
