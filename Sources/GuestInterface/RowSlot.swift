/// Where one value of a row area lies: three little-endian 32-bit words and the value.
///
/// The area of a call of one row is the result's slot and behind it one for each argument,
/// aligned to 16 bytes.
public enum RowSlot {
  /// Bytes that a slot takes.
  public static let byteCount = 32
  /// A word: 0 for a value, 1 for NULL.
  public static let isNull = 0
  /// Two words, the offsets of a text or of bytes: 0, and how many there are.
  public static let offsets = 4
  /// A word: the address of a text or of bytes.
  public static let address = 12
  /// A value of fixed size; a byte for a bool.
  public static let value = 16
  /// Bytes of the largest.
  public static let valueBytes = 16
}
