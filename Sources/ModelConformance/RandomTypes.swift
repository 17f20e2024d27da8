package import Columns
import FoundationEssentials

/// The same numbers for the same seed, on every machine.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

/// Types at random, with the Python that declares them, and values of them.
package struct RandomTypes {
  package var random: SeededGenerator
  /// The classes that the annotations name.
  package private(set) var classes = ""
  private var classCount = 0

  package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private static let india = Zone("+05:30") ?? .utc

  private static let plain: [(DataType, String)] = [
    (.bool, "bool"), (.int64, "int"), (.float64, "float"), (.utf8, "str"), (.binary, "bytes"),
    (.date32, "datetime.date"), (.time64, "datetime.time"), (.timestamp, "datetime.datetime"),
    (.duration, "datetime.timedelta"), (.uuid, "UUID"), (.int8, "pyguest.int8"),
    (.int16, "pyguest.int16"), (.int32, "pyguest.int32"), (.uint8, "pyguest.uint8"),
    (.uint16, "pyguest.uint16"), (.uint32, "pyguest.uint32"), (.uint64, "pyguest.uint64"),
    (.float32, "pyguest.float32"), (.json, "Any"),
    (.timestamp(in: .utc), "Annotated[datetime.datetime, pyguest.zone('UTC')]"),
    (.timestamp(in: india), "Annotated[datetime.datetime, pyguest.zone('+05:30')]"),
  ]

  /// A type of at most so many levels.
  package mutating func type(levels: Int) throws -> (type: DataType, annotation: String) {
    switch levels > 1 ? Int.random(in: 0..<10, using: &random) : 0 {
    case 0..<4:
      if Int.random(in: 0..<6, using: &random) == 0 {
        let precision = Int.random(in: 1...38, using: &random)
        let scale = Int.random(in: 0...precision, using: &random)
        return (
          try .decimal(precision: precision, scale: scale),
          "Annotated[Decimal, pyguest.decimal(\(precision), \(scale))]"
        )
      }
      return Self.plain.randomElement(using: &random) ?? (.bool, "bool")
    case 4..<7:
      let item = try field(levels: levels - 1)
      let isTuple = Bool.random(using: &random)
      return (
        .list(of: item.type, nullable: item.isNullable),
        isTuple ? "tuple[\(item.annotation), ...]" : "list[\(item.annotation)]"
      )
    case 7: return try map(levels: levels)
    default: return try structure(levels: levels)
    }
  }

  private mutating func map(levels: Int) throws -> (type: DataType, annotation: String) {
    let value = try field(levels: levels - 1)
    return (.map(of: value.type, nullable: value.isNullable), "dict[str, \(value.annotation)]")
  }

  private mutating func field(
    levels: Int
  ) throws -> (type: DataType, annotation: String, isNullable: Bool) {
    let (type, annotation) = try type(levels: levels)
    // Of which None is a value.
    if type == .json { return (type, annotation, true) }
    let isNullable = Bool.random(using: &random)
    return (type, isNullable ? "\(annotation) | None" : annotation, isNullable)
  }

  private mutating func structure(levels: Int) throws -> (type: DataType, annotation: String) {
    classCount += 1
    let name = "Class\(classCount)"
    let (head, base) =
      [("@dataclasses.dataclass\n", ""), ("", "(NamedTuple)"), ("", "(TypedDict)")]
      .randomElement(using: &random) ?? ("", "")
    var body = ""
    var fields: [Field] = []
    for index in 0..<Int.random(in: 1...4, using: &random) {
      let field = try field(levels: levels - 1)
      body += "    f\(index): \(field.annotation)\n"
      fields.append(Field("f\(index)", field.type, isNullable: field.isNullable))
    }
    classes += "\(head)class \(name)\(base):\n\(body)\n"
    return (.structure(fields), name)
  }

  /// JSON as Python writes it.
  private static let texts = [
    "1", "-1.5", "true", "\"\"", "\"é\\n\\u0000🎉\"", "[]", "{}",
    "[1,null,{\"a\":[false,1e+100]},123456789012345678901234567890]", "{\"\":{\"b\":[[]]}}",
  ]

  // MARK: Values

  /// A value of a type, NULL now and then where that is possible.
  package mutating func value(_ type: DataType, isNullable: Bool) throws -> Value {
    if isNullable, Int.random(in: 0..<4, using: &random) == 0 { return .null }
    switch type.id {
    case .list:
      let item = type.children[0]
      return .list(try values(item))
    case .map:
      guard let item = type.mapValue else { return .null }
      return .map(zip(Self.keys, try values(item)).map { NamedValue($0, $1) })
    case .structure:
      return .structure(
        try type.children.map {
          NamedValue($0.name, try value($0.type, isNullable: $0.isNullable))
        })
    default: return plainValue(type)
    }
  }

  /// Keys of maps, each once.
  private static let keys = ["é\"\\", "", "\n\0\u{1F}", "🎉 k"]

  private mutating func values(_ field: Field) throws -> [Value] {
    try (0..<Int.random(in: 0...4, using: &random)).map { _ in
      try value(field.type, isNullable: field.isNullable)
    }
  }

  private mutating func plainValue(_ type: DataType) -> Value {
    switch type.id {
    case .bool: return .bool(.random(using: &random))
    case .int8: return .int64(integer(in: Int64(Int8.min)...Int64(Int8.max)))
    case .int16: return .int64(integer(in: Int64(Int16.min)...Int64(Int16.max)))
    case .int32: return .int64(integer(in: Int64(Int32.min)...Int64(Int32.max)))
    case .uint8: return .int64(integer(in: 0...Int64(UInt8.max)))
    case .uint16: return .int64(integer(in: 0...Int64(UInt16.max)))
    case .uint32: return .int64(integer(in: 0...Int64(UInt32.max)))
    case .uint64:
      return .uint64([0, 1, .max, 1 << 63, random.next()].randomElement(using: &random) ?? 0)
    case .int64: return .int64(integer(in: .min ... .max))
    case .float32:
      return .float64(
        Double(
          [Float.zero, -0.0, .infinity, .greatestFiniteMagnitude, 1.5, .leastNonzeroMagnitude]
            .randomElement(using: &random) ?? 0))
    case .float64:
      return .float64(
        [0, -0.0, .infinity, .leastNonzeroMagnitude, 0.1, Double(random.next())]
          .randomElement(using: &random) ?? 0)
    case .utf8:
      return .utf8(["", "a", "é", "日本🎉", "x\0y", "long text"].randomElement(using: &random) ?? "")
    case .binary: return .binary([[], [0], [255, 0, 1]].randomElement(using: &random) ?? [])
    case .date32: return .date(days: Int32(integer(in: -719_162...2_932_896)))
    case .time64: return .time(microseconds: integer(in: 0...86_399_999_999))
    case .timestamp:
      return .timestamp(
        microseconds: integer(in: -62_135_596_800_000_000...253_402_300_799_999_999))
    case .zonedTimestamp:
      let days = integer(in: -719_161...2_932_895)
      return .zonedTimestamp(
        microseconds: days * 86_400_000_000 + integer(in: 0...86_399_999_999),
        zone: type.zone ?? .utc)
    case .json:
      return .json(Self.texts.randomElement(using: &random) ?? "1")
    case .duration:
      return .duration(microseconds: integer(in: -86_399_999_999_999...86_399_999_999_999))
    case .uuid:
      return .uuid(
        UUID(
          uuid: withUnsafeBytes(of: (random.next(), random.next())) {
            $0.loadUnaligned(as: uuid_t.self)
          }))
    case .decimal:
      var most: Int128 = 0
      for _ in 0..<type.precision { most = most * 10 + 9 }
      let bits = Int128(Int64(bitPattern: random.next())) << 64 | Int128(random.next())
      let choices: [Int128] = [0, most, -most, bits % (most + 1), bits % 1000 % (most + 1)]
      let number = choices.randomElement(using: &random) ?? 0
      return .decimal(Decimal128(unscaled: number, scale: type.scale))
    default: return .null
    }
  }

  /// An end of the range, or a number in it.
  private mutating func integer(in range: ClosedRange<Int64>) -> Int64 {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: range.lowerBound
    case 1: range.upperBound
    case 2 where range.contains(0): 0
    default: .random(in: range, using: &random)
    }
  }
}
