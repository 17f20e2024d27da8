import Glibc

/// A descriptor that is written to without waiting for its reader beyond a point in time.
struct PatientStream {
  enum Outcome { case written, late, closed }

  private let descriptor: Int32
  private let kind: Kind

  private enum Kind {
    /// Never waits for long, as files do not.
    case file
    /// A pipe or terminal that was opened anew, so that it alone does not block.
    case ownDescription
    /// A pipe or terminal that cannot be opened anew: small pieces go when there is room.
    case shared
    case socket
  }

  init(_ descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      (self.descriptor, kind) = (descriptor, .file)
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFSOCK: (self.descriptor, kind) = (descriptor, .socket)
    case S_IFIFO, S_IFCHR:
      // To make the descriptor itself not block would change it for all processes that share it.
      let own = open(
        "/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
      let writes = StandardStreams.isWritable(descriptor)
      (self.descriptor, kind) =
        own >= 0 && writes ? (own, .ownDescription) : (descriptor, .shared)
    default: (self.descriptor, kind) = (descriptor, .file)
    }
  }

  /// Writes all bytes.
  ///
  /// - Parameters:
  ///   - deadline: when to give up; nil never does.
  ///   - last: becomes the last byte that was written, where there was one.
  func write(
    _ bytes: [UInt8], until deadline: ContinuousClock.Instant?, last: inout UInt8
  ) -> Outcome {
    var position = 0
    while position < bytes.count {
      if kind == .shared, !isReady(until: deadline) { return .late }
      let count = bytes[position...].withUnsafeBytes(writeOnce)
      if count > 0 {
        position += count
        last = bytes[position - 1]
      } else if count < 0, errno == EAGAIN {
        guard isReady(until: deadline) else { return .late }
      } else if count < 0, errno != EINTR {
        return .closed
      }
    }
    return .written
  }

  private func writeOnce(_ bytes: UnsafeRawBufferPointer) -> Int {
    switch kind {
    case .socket:
      send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
    case .shared: Glibc.write(descriptor, bytes.baseAddress, min(bytes.count, 512))
    case .file, .ownDescription: Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    }
  }

  /// Waits for room; false where there is none in time.
  private func isReady(until deadline: ContinuousClock.Instant?) -> Bool {
    while true {
      var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      let milliseconds =
        deadline.map { Int32(clamping: Int((($0 - .now) / .milliseconds(1)).rounded(.up))) } ?? -1
      if deadline != nil, milliseconds < 0 { return false }
      let count = poll(&wait, 1, milliseconds)
      if count > 0 { return true }
      if count == 0 { return false }
      if errno != EINTR { return true }
    }
  }
}
