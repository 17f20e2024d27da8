/// Why buffers do not make a column, or a value does not fit one.
public struct ColumnError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of an error. New kinds may be added.
  public struct Code: RawRepresentable, Sendable, Hashable {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// A buffer is too short or too long for the rows it should hold.
    public static let wrongSize = Code(rawValue: "wrong_size")
    /// An offset falls, or leaves the values.
    public static let invalidOffset = Code(rawValue: "invalid_offset")
    /// Text is not UTF-8, or is cut inside a character.
    public static let invalidUTF8 = Code(rawValue: "invalid_utf8")
    /// A value of one type was given to a column of another.
    public static let wrongType = Code(rawValue: "wrong_type")
    /// A value lies outside what its type can hold.
    public static let outOfRange = Code(rawValue: "out_of_range")
    /// A row that is not in the column was asked for.
    public static let noSuchRow = Code(rawValue: "no_such_row")
    /// A column would hold more rows or bytes than 32-bit offsets can count.
    public static let tooLarge = Code(rawValue: "too_large")
    /// A type of Arrow that there are no columns of.
    public static let unsupportedType = Code(rawValue: "unsupported_type")
    /// A struct of another Arrow library contradicts itself, or lacks what it needs.
    public static let invalidArrow = Code(rawValue: "invalid_arrow")
    /// A struct of another Arrow library was released or moved before.
    public static let released = Code(rawValue: "released")
  }

  public var code: Code
  /// One sentence without a full stop.
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
