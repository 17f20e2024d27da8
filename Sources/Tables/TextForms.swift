import Columns
import FoundationEssentials

enum StringForm: TextForm {
  static func noun(_: DataType) -> String { "a str" }
  static func pythonName(_: DataType) -> String { "str" }

  static func value(
    _ text: Span<UInt8>, _: ValueForm, as _: DataType
  ) throws(Misfit) -> Value {
    let text = text.withUnsafeBytes { String(validating: $0) }
    guard let text else { throw .notUTF8 }
    return .utf8(text)
  }
}

enum BinaryForm: TextForm {
  static func noun(_: DataType) -> String { "bytes in Base64" }
  static func pythonName(_: DataType) -> String { "bytes" }

  static func value(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    if form != .text { throw .form(form, type) }
    guard let bytes = Base64.decode(text) else { throw .other(type) }
    return .binary(bytes)
  }
}

/// UUIDs: 32 hexadecimal digits, with dashes in their places or without any, in braces or not.
enum UUIDForm: WordForm {
  static func noun(_: DataType) -> String { "a UUID" }
  static func pythonName(_: DataType) -> String { "UUID" }

  static func value(of word: Span<UInt8>) throws(Misfit) -> Value? {
    guard word.count <= 60 else { return nil }
    var digits = NumberText.string(word).lowercased()
    if digits.hasPrefix("urn:uuid:") { digits.removeFirst(9) }
    if digits.hasPrefix("{"), digits.hasSuffix("}") {
      digits = String(digits.dropFirst().dropLast())
    }
    if digits.utf8.count == 32, !digits.contains("-") {
      for place in [8, 13, 18, 23] {
        digits.insert("-", at: digits.index(digits.startIndex, offsetBy: place))
      }
    }
    return digits.utf8.count == 36 ? UUID(uuidString: digits).map { .uuid($0) } : nil
  }

  /// As Python prints it.
  static func text(_ uuid: UUID) -> String { uuid.uuidString.lowercased() }
}

enum DateForm: WordForm {
  static func noun(_: DataType) -> String { "a date (YYYY-MM-DD)" }
  static func pythonName(_: DataType) -> String { "date" }

  static func value(of word: Span<UInt8>) throws(Misfit) -> Value? {
    .date(days: try ISO8601.days(word))
  }
}

enum TimeForm: WordForm {
  static func noun(_: DataType) -> String { "a time (HH:MM:SS)" }
  static func pythonName(_: DataType) -> String { "time" }

  static func value(of word: Span<UInt8>) throws(Misfit) -> Value? {
    .time(microseconds: try ISO8601.timeOfDay(word))
  }
}

enum TimestampForm: WordForm {
  static func noun(_: DataType) -> String { "a datetime (YYYY-MM-DDTHH:MM:SS)" }
  static func pythonName(_: DataType) -> String { "datetime" }

  static func value(of word: Span<UInt8>) throws(Misfit) -> Value? {
    .timestamp(microseconds: try ISO8601.timestamp(word))
  }
}

/// Moments: by a zone's clocks, with the offset they have then.
enum ZonedTimestampForm: TextForm {
  static func noun(_: DataType) -> String {
    "a datetime with an offset (YYYY-MM-DDTHH:MM:SS+HH:MM)"
  }
  static func pythonName(_: DataType) -> String { "datetime" }

  static func value(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    if form != .text { throw .form(form, type) }
    let time = try ISO8601.instant(text.extracting(Conversion.inner(text)))
    return .zonedTimestamp(microseconds: time, zone: type.zone ?? .utc)
  }
}

enum DurationForm: WordForm {
  static func noun(_: DataType) -> String { "a timedelta (such as P1DT2H3M4S)" }
  static func pythonName(_: DataType) -> String { "timedelta" }

  static func value(of word: Span<UInt8>) throws(Misfit) -> Value? {
    .duration(microseconds: try ISO8601.duration(word))
  }
}
