import Glibc

/// The three descriptors that every process expects to have.
enum StandardStreams {
  /// Takes the numbers of those that are closed, so that no file that is opened later gets them:
  /// what is printed would go into it. Reading and writing fail as they would have.
  static func occupy() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free number, which is this one.
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  /// Whether a descriptor of whoever started this process can be written to.
  static func isWritable(_ descriptor: Int32) -> Bool {
    let flags = fcntl(descriptor, F_GETFL)
    guard flags != -1 else { return false }
    return flags & O_ACCMODE == O_WRONLY || flags & O_ACCMODE == O_RDWR
  }
}
