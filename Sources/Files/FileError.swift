import Glibc

/// Why a file could not be written.
public struct FileError: Error, Sendable, Equatable {
  /// The file's name, as it was given.
  public var path: String
  /// One sentence without the file's name and without a full stop.
  public var message: String
  /// The system's number for it, or 0.
  public var number: Int32

  /// An error with a message of its own.
  public init(_ path: String, _ message: String, number: Int32 = 0) {
    self.path = path
    self.message = message
    self.number = number
  }

  /// An error with the system's message.
  public init(_ path: String, number: Int32) {
    self.init(path, systemMessage(number), number: number)
  }

  /// Whether the reader has closed its end.
  public var isClosed: Bool { number == EPIPE }
}
