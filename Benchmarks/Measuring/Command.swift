public import Foundation
import Synchronization

/// A program that a benchmark starts, in a process group of its own.
public struct Command {
  public var executable: String
  public var arguments: [String]

  public init(executable: String, arguments: [String]) {
    self.executable = executable
    self.arguments = arguments
  }

  /// Runs to the end; answers with what it printed. All that it started is ended with this process
  /// by Ctrl-C, and by SIGTERM.
  ///
  /// Foundation's `Process` notices an end tens of milliseconds late, so the calls under it are
  /// used.
  @discardableResult
  public func run() throws(MeasuringError) -> Data {
    guard FileManager.default.isExecutableFile(atPath: executable) else {
      throw MeasuringError("\(executable) is missing; ./just builds what is measured")
    }
    let output = Pipe()
    let child = try start(output.fileHandleForWriting.fileDescriptor)
    runningGroup.store(child, ordering: .relaxed)
    defer { runningGroup.store(0, ordering: .relaxed) }
    try? output.fileHandleForWriting.close()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    var status: Int32 = 0
    while waitpid(child, &status, 0) == -1, errno == EINTR {}
    guard status == 0 else {
      let words = ([executable] + arguments).joined(separator: " ")
      throw MeasuringError("\(words) ended with \(status)")
    }
    return data
  }

  /// Starts the program with this process's own descriptors and waits for its end: no more than the
  /// two calls that this takes.
  public func spawn() throws(MeasuringError) {
    var pointers = ([executable] + arguments).map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var child = pid_t()
    var status: Int32 = 0
    guard posix_spawn(&child, executable, nil, nil, &pointers, environ) == 0,
      waitpid(child, &status, 0) == child, status == 0
    else { throw MeasuringError("\(executable) does not run") }
  }

  /// Starts the program with a descriptor as its standard output, and nothing to read.
  private func start(_ output: Int32) throws(MeasuringError) -> pid_t {
    signal(SIGINT, endGroup)
    signal(SIGTERM, endGroup)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var pointers = ([executable] + arguments).map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var child = pid_t()
    guard posix_spawn(&child, executable, &actions, &attributes, &pointers, environ) == 0 else {
      throw MeasuringError("\(executable) does not start")
    }
    return child
  }
}

/// The group of the program that runs, or 0.
private let runningGroup = Atomic<pid_t>(0)

/// Ends this process and what it runs, with no more than a signal's handler may call.
private func endGroup(_ number: Int32) {
  let group = runningGroup.load(ordering: .relaxed)
  if group > 0 { kill(-group, SIGKILL) }
  _exit(128 + number)
}
