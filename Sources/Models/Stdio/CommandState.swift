import PythonGuest
import Sandbox
import Wasmtime

/// What the host keeps for one interpreter: the running call's account, and how much of a
/// message has passed. Used by the interpreter's thread alone.
final class CommandState {
  /// Bytes of the mark that begins replies on standard output.
  private static let markBytes = 16
  /// Time for an interpreter to start: it is not the program's.
  static let startTime = Duration.seconds(60)

  let command: WASICommand
  let limits: Limits
  /// Tells replies from what a program writes. Chosen anew for each interpreter.
  let mark: [UInt8]
  private let mailbox: Mailbox

  /// Whether the worker has asked for its first request.
  private(set) var hasStarted = false
  /// The text of an interpreter that has not started yet.
  private(set) var startText: [UInt8] = []
  /// Of the start, then of the call that runs.
  private(set) var account: CallAccount
  /// Whether a request is being worked on.
  private var isBusy = false
  /// What is left of the request, in the order of reading.
  private var unread: [ArraySlice<UInt8>] = []
  private var reply: [UInt8] = []
  /// Bytes that the reply still lacks; nil between replies.
  private var missing: Int?

  /// `wasi_snapshot_preview1.fd_read` for files, once one was read.
  var readFile: TypedFunction<Int32, Int32, UInt32, UInt32, UInt32>?

  init(_ command: WASICommand, limits: Limits, mailbox: Mailbox) {
    self.command = command
    self.limits = limits
    self.mailbox = mailbox
    account = CallAccount(time: Self.startTime, output: 0)
    account.open()
    mark = (0..<Self.markBytes).map { _ in UInt8.random(in: 0...255) }
  }

  /// The mark in hexadecimal digits.
  var markText: String {
    mark.map { String(0x100 + Int($0), radix: 16).dropFirst() }.joined()
  }

  // MARK: Standard input

  /// Whether reading must wait for a request.
  var isIdle: Bool { !isBusy }

  /// Waits for a request and opens its account.
  ///
  /// - Throws: an exit, when there will be none.
  func waitForRequest() throws(WasmtimeError) {
    hasStarted = true
    startText = []
    let next = command.engine.rest { mailbox.nextRequest() }
    guard let next else { throw WasmtimeError(.exit(0), "no longer needed") }
    let count = withUnsafeBytes(of: UInt64(next.count).littleEndian) { ArraySlice($0) }
    unread = [count, next[...]]
    isBusy = true
    account = CallAccount(time: limits.time, output: limits.output)
    account.open()
  }

  /// Copies what is unread; 0 at its end, which is the program's end of standard input too.
  func read(into target: UnsafeMutableRawBufferPointer) -> Int {
    while let first = unread.first, first.isEmpty { unread.removeFirst() }
    guard let first = unread.first else { return 0 }
    let count = min(first.count, target.count)
    first.withUnsafeBytes { source in
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<count]))
    }
    unread[0] = first.dropFirst(count)
    return count
  }

  // MARK: Standard output and error

  /// Takes what was written to standard output: a piece of a reply, or text.
  func write(_ bytes: UnsafeRawBufferPointer) throws(SandboxError) {
    if missing != nil { return take(bytes) }
    let headBytes = Self.markBytes + 8
    guard bytes.count == headBytes, bytes.starts(with: mark) else {
      return try print(.standardOutput, bytes)
    }
    let count = UInt64(
      littleEndian: bytes.loadUnaligned(fromByteOffset: Self.markBytes, as: UInt64.self))
    guard isBusy, count <= UInt64(max(limits.memory, 0)) else {
      throw SandboxError(.misuse("replied to what was not asked"))
    }
    reply = []
    reply.reserveCapacity(Int(count))
    missing = Int(count)
  }

  private func take(_ bytes: UnsafeRawBufferPointer) {
    reply += bytes.prefix(missing ?? 0)
    missing = max((missing ?? 0) - bytes.count, 0)
    guard missing == 0 else { return }
    missing = nil
    isBusy = false
    unread = []
    mailbox.tell(.replied(reply))
    reply = []
  }

  /// Hands on what a program prints, within its limit.
  func print(
    _ stream: OutputStream, _ bytes: UnsafeRawBufferPointer
  ) throws(SandboxError) {
    guard hasStarted else {
      startText += bytes.prefix(4096 - min(startText.count, 4096))
      return
    }
    try account.charge(output: bytes.count)
    mailbox.tell(.printed(stream, Array(bytes), account))
  }
}
