import Foundation

/// A program that the benchmark starts.
struct Command {
  var executable: String
  var arguments: [String]

  struct Failed: Error, CustomStringConvertible {
    var description: String
  }

  /// Runs to the end; answers with what it printed.
  ///
  /// Foundation's `Process` notices an end tens of milliseconds late, so the calls under it are
  /// used.
  @discardableResult
  func run() throws -> Data {
    guard FileManager.default.isExecutableFile(atPath: executable) else {
      throw Failed(description: "\(executable) is missing; run ./just bench, which builds it")
    }
    let output = Pipe()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output.fileHandleForWriting.fileDescriptor, 1)
    var pointers = ([executable] + arguments).map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var child = pid_t()
    guard posix_spawn(&child, executable, &actions, nil, &pointers, environ) == 0 else {
      throw Failed(description: "\(executable) does not start")
    }
    try output.fileHandleForWriting.close()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    var status: Int32 = 0
    while waitpid(child, &status, 0) == -1, errno == EINTR {}
    guard status == 0 else {
      throw Failed(
        description: "\(executable) \(arguments.joined(separator: " ")) ended with \(status)")
    }
    return data
  }
}
