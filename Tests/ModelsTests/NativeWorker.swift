import Foundation
import Models
import PythonGuest
import TestSupport

/// Runs programs in an interpreter of this machine, behind the same worker as the models of others:
/// without a sandbox, for sources of these tests alone.
struct NativeWorker: ExecutionModel {
  let python: String

  func start(_ source: ProgramSource) throws(PythonGuestError) -> any ProgramInstance {
    try WorkerInstance(source, over: NativeTransport(python))
  }
}

/// Each message goes through pipes behind its length.
private final class NativeTransport: WorkerTransport, @unchecked Sendable {
  private let process = Process()
  private let requests = Pipe()
  private let replies = Pipe()
  private let folder: TemporaryFolder

  private static let server = """
    import sys
    exec(open(sys.argv[1], encoding="utf-8").read())
    from pyguest.worker.server import Server
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    server = Server()
    while head := requests.read(8):
        reply = server.answer(requests.read(int.from_bytes(head, "little")))
        replies.write(len(reply).to_bytes(8, "little") + reply)
        replies.flush()
    """

  init(_ python: String) throws(PythonGuestError) {
    do {
      folder = try TemporaryFolder()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      // It is longer than an argument may be.
      let file = try folder.file("worker.py", try WorkerScript.text())
      process.arguments = [python, "-I", "-c", Self.server, file]
      process.standardInput = requests
      process.standardOutput = replies
      try process.run()
    } catch {
      throw PythonGuestError(.internal, "\(python) does not start", underlying: error)
    }
  }

  deinit {
    // Waiting would need a run loop on this thread.
    if process.processIdentifier > 0 { kill(process.processIdentifier, SIGKILL) }
  }

  func exchange(_ request: [UInt8]) throws(PythonGuestError) -> [UInt8] {
    do {
      let count = withUnsafeBytes(of: UInt64(request.count).littleEndian) { Data($0) }
      try requests.fileHandleForWriting.write(contentsOf: count + Data(request))
      let head = try read(8)
      return [UInt8](try read(head.reversed().reduce(0) { $0 << 8 | Int($1) }))
    } catch {
      throw PythonGuestError(.guestCrashed, "ended", underlying: error)
    }
  }

  private func read(_ count: Int) throws -> Data {
    var data = Data()
    while data.count < count {
      let more = try replies.fileHandleForReading.read(upToCount: count - data.count)
      guard let more, !more.isEmpty else { throw CocoaError(.fileReadUnknown) }
      data += more
    }
    return data
  }
}
