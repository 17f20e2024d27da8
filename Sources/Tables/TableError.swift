/// Why a table could not be read, converted or written.
public struct TableError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of an error. New kinds may be added.
  public struct Code: RawRepresentable, Sendable, Hashable {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// A file cannot be opened or read.
    public static let unreadable = Code(rawValue: "unreadable")
    /// A file is not what its format says it is.
    public static let malformed = Code(rawValue: "malformed")
    /// A value is not of the type it is wanted as.
    public static let unconvertible = Code(rawValue: "unconvertible")
    /// A file cannot be created or written.
    public static let unwritable = Code(rawValue: "unwritable")
    /// Whoever read the output has gone.
    public static let closed = Code(rawValue: "closed")
  }

  public var code: Code
  /// One sentence without a full stop.
  public var message: String
  /// The name of the file, as it was given.
  public var file: String?
  /// Counted from 1.
  public var line: Int?
  /// The row whose value is at fault, counted from 0 in the records that it was taken from.
  public var row: Int?

  public init(
    _ code: Code, _ message: String, file: String? = nil, line: Int? = nil, row: Int? = nil
  ) {
    self.code = code
    self.message = message
    self.file = file
    self.line = line
    self.row = row
  }

  public var description: String {
    let place = [file, line.map { "line \($0)" }].compactMap(\.self)
    return (place + [message]).joined(separator: ": ")
  }
}
