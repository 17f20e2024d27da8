import Columns

enum BoolForm: TextForm {
  static func noun(_: DataType) -> String {
    "a bool (true, false, t, f, yes, no, y, n, 1 or 0)"
  }
  static func pythonName(_: DataType) -> String { "bool" }

  static func value(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    if form == .array || form == .object { throw .form(form, type) }
    let text = text.extracting(Conversion.inner(text))
    guard text.count <= 5 else { throw .other(type) }
    switch (NumberText.string(text).lowercased(), form) {
    case ("1", .text), ("1", .number), ("true", _), ("t", _), ("yes", _), ("y", _):
      return .bool(true)
    case ("0", .text), ("0", .number), ("false", _), ("f", _), ("no", _), ("n", _):
      return .bool(false)
    default: throw .other(type)
    }
  }
}

/// Whole numbers, with and without a sign, of all widths.
enum IntegerForm: TextForm {
  static func noun(_ type: DataType) -> String {
    switch type.id {
    case .int64: "an int"
    case .uint8, .uint16, .uint32, .uint64: "a \(type.id)"
    default: "an \(type.id)"
    }
  }
  static func pythonName(_ type: DataType) -> String { type.id == .int64 ? "int" : "\(type.id)" }

  static func value(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    if type.id == .uint64 { return .uint64(try unsigned(text, form, type)) }
    let number = try Conversion.int64(text, form, as: type)
    let range = range(type)
    guard range.contains(number) else {
      throw Misfit(
        "is out of range of \(noun(type)) (\(range.lowerBound) to \(range.upperBound))")
    }
    return .int64(number)
  }

  private static func unsigned(
    _ text: Span<UInt8>, _ form: ValueForm, _ type: DataType
  ) throws(Misfit) -> UInt64 {
    if form != .text, form != .number { throw .form(form, type) }
    let trimmed = text.extracting(Conversion.inner(text))
    if let number = UInt64(NumberText.string(trimmed)) { return number }
    let number = try Conversion.int64(text, form, as: type)
    guard let positive = UInt64(exactly: number) else {
      throw Misfit("is out of range of a uint64 (0 to \(UInt64.max))")
    }
    return positive
  }

  private static func range(_ type: DataType) -> ClosedRange<Int64> {
    switch type.id {
    case .int8: Int64(Int8.min)...Int64(Int8.max)
    case .int16: Int64(Int16.min)...Int64(Int16.max)
    case .int32: Int64(Int32.min)...Int64(Int32.max)
    case .uint8: 0...Int64(UInt8.max)
    case .uint16: 0...Int64(UInt16.max)
    case .uint32: 0...Int64(UInt32.max)
    default: .min ... .max
    }
  }
}

enum FloatForm: TextForm {
  static func noun(_ type: DataType) -> String {
    type.id == .float32 ? "a float32" : "a float"
  }
  static func pythonName(_ type: DataType) -> String { type.id == .float32 ? "float32" : "float" }

  static func value(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    let number = try Conversion.float64(text, form, as: type)
    if type.id == .float32, number.isFinite, !Float(number).isFinite {
      throw Misfit("is out of range of a float32")
    }
    return .float64(number)
  }
}

/// Decimals: the digits as they are written, which no floating-point number comes between.
enum DecimalForm: TextForm {
  static func noun(_ type: DataType) -> String {
    "a Decimal of \(type.precision) digits, \(type.scale) of them behind the point"
  }
  static func pythonName(_: DataType) -> String { "Decimal" }

  static func value(
    _ text: Span<UInt8>, _ form: ValueForm, as type: DataType
  ) throws(Misfit) -> Value {
    if form != .text, form != .number { throw .form(form, type) }
    let trimmed = text.extracting(Conversion.inner(text))
    guard let written = Digits(trimmed) else { throw .other(type) }
    guard let unscaled = written.rounded(scale: type.scale, precision: type.precision) else {
      throw Misfit(
        "has more than the \(type.precision - type.scale) digits before the point that the type "
          + "has room for")
    }
    return .decimal(Decimal128(unscaled: unscaled, scale: type.scale))
  }

  /// A number as it is written: digits without leading zeros, and the power of ten of the last.
  private struct Digits {
    private var digits: [UInt8] = []
    private var power = 0
    private var isNegative = false

    /// Nil where the text is no number.
    init?(_ text: Span<UInt8>) {
      guard DecimalText(text) != nil else { return nil }
      var isFraction = false
      var position = 0
      while position < text.count {
        let byte = text[position]
        position += 1
        switch byte {
        case UInt8(ascii: "-"): isNegative = true
        case UInt8(ascii: "+"): break
        case UInt8(ascii: "."): isFraction = true
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
          power += exponent(text.extracting(position..<text.count))
          position = text.count
        default:
          if isFraction { power -= 1 }
          if byte != UInt8(ascii: "0") || !digits.isEmpty {
            digits.append(byte - UInt8(ascii: "0"))
          }
        }
      }
    }

    /// An exponent; one beyond every other is as large as decides.
    private func exponent(_ text: Span<UInt8>) -> Int {
      let most = 1 << 40
      let written = Int(NumberText.string(text))
      return min(max(written ?? (text[0] == UInt8(ascii: "-") ? -most : most), -most), most)
    }

    /// The number without its point, rounded half to even; nil beyond so many digits.
    func rounded(scale: Int, precision: Int) -> Int128? {
      if digits.isEmpty { return 0 }
      let count = digits.count + power + scale
      guard count <= precision else { return nil }
      guard count >= 0 else { return 0 }
      var number: Int128 = 0
      for index in 0..<count {
        number = number * 10 + Int128(index < digits.count ? digits[index] : 0)
      }
      if count < digits.count {
        let next = digits[count]
        let isExact = digits[(count + 1)...].allSatisfy { $0 == 0 }
        if next > 5 || next == 5 && (!isExact || number & 1 == 1) { number += 1 }
      }
      var most: Int128 = 1
      for _ in 0..<precision { most *= 10 }
      guard number < most else { return nil }
      return isNegative ? -number : number
    }
  }
}
