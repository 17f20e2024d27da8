/// The words of Arrow's C Data Interface for types.
enum ArrowFormat {
  /// The format of a type.
  static func text(of type: DataType) -> String {
    switch type.id {
    case .null: "n"
    case .bool: "b"
    case .int8: "c"
    case .uint8: "C"
    case .int16: "s"
    case .uint16: "S"
    case .int32: "i"
    case .uint32: "I"
    case .int64: "l"
    case .uint64: "L"
    case .float32: "f"
    case .float64: "g"
    case .utf8, .json: "u"
    case .binary: "z"
    case .date32: "tdD"
    case .time64: "ttu"
    case .timestamp: "tsu:"
    case .zonedTimestamp: "tsu:\(type.zone?.name ?? "")"
    case .duration: "tDu"
    case .decimal: "d:\(type.precision),\(type.scale)"
    case .uuid: "w:16"
    case .list: "+l"
    case .map: "+m"
    case .structure: "+s"
    }
  }

  private static let plain: [String: DataType] = {
    var types: [String: DataType] = [:]
    for id in ColumnType.allCases where id != .uuid && id != .json {
      if let type = DataType(plain: id) { types[text(of: type)] = type }
    }
    return types
  }()

  /// The type of a format without children, and whether its offsets take 64 bits.
  ///
  /// - Parameter extensionName: what the metadata calls the type.
  /// - Throws: `.unsupportedType`, which tells what to cast to.
  static func type(
    of format: String, extensionName: String?
  ) throws(ColumnError) -> (type: DataType, isLarge: Bool) {
    if format == "u" || format == "U" {
      return (extensionName == "arrow.json" ? .json : .utf8, format == "U")
    }
    if let type = plain[format] { return (type, false) }
    if format == "Z" { return (.binary, true) }
    if format == "w:16", extensionName == "arrow.uuid" { return (.uuid, false) }
    if format.hasPrefix("tsu:"), let zone = Zone(String(format.dropFirst(4))) {
      return (.timestamp(in: zone), false)
    }
    if let type = decimal(format) { return (type, false) }
    throw refusal(of: format)
  }

  /// The type of `d:PRECISION,SCALE`, with 128 bits where they are named.
  private static func decimal(_ format: String) -> DataType? {
    guard format.hasPrefix("d:") else { return nil }
    let numbers = format.dropFirst(2).split(separator: ",", omittingEmptySubsequences: false)
    guard (2...3).contains(numbers.count), let precision = Int(numbers[0]),
      let scale = Int(numbers[1]), numbers.count == 2 || numbers[2] == "128"
    else { return nil }
    return try? .decimal(precision: precision, scale: scale)
  }

  // MARK: What is refused

  /// Formats of refused types, or how they begin where parameters follow a colon; what they are
  /// called, and what to cast them to.
  private static let refused: [(format: String, name: String, instead: String)] = [
    ("e", "float16", "float32"),
    ("vu", "string_view", "utf8"),
    ("vz", "binary_view", "binary"),
    ("w:", "fixed_size_binary", "binary, or name it arrow.uuid if it is one"),
    ("d:", "a decimal of other than 128 bits, or with a scale outside its precision", "decimal128"),
    ("tdm", "date64", "date32"),
    ("tts", "time32[s]", "time64[us]"),
    ("ttm", "time32[ms]", "time64[us]"),
    ("ttn", "time64[ns]", "time64[us]"),
    ("tss:", "timestamp[s]", "timestamp[us]"),
    ("tsm:", "timestamp[ms]", "timestamp[us]"),
    ("tsn:", "timestamp[ns]", "timestamp[us]"),
    ("tsu:", "timestamp[us] whose zone is no name", "timestamp[us] in a zone such as UTC"),
    ("tDs", "duration[s]", "duration[us]"),
    ("tDm", "duration[ms]", "duration[us]"),
    ("tDn", "duration[ns]", "duration[us]"),
    ("tiM", "interval[months]", "int32"),
    ("tiD", "interval[days, time]", "duration[us]"),
    ("tin", "interval[month, day, nano]", "a struct of its parts"),
    ("+vl", "list_view", "list"),
    ("+vL", "large_list_view", "list"),
    ("+w:", "fixed_size_list", "list"),
    ("+ud:", "dense_union", "a struct, or one of its types"),
    ("+us:", "sparse_union", "a struct, or one of its types"),
    ("+r", "run_end_encoded", "the type of its values"),
  ]

  private static func refusal(of format: String) -> ColumnError {
    let shown = String(format.prefix(40)).debugDescription
    let known = refused.first {
      $0.format.hasSuffix(":") ? format.hasPrefix($0.format) : format == $0.format
    }
    guard let known else {
      return ColumnError(.unsupportedType, "there is no Arrow type with the format \(shown)")
    }
    return ColumnError(
      .unsupportedType,
      "no column has the Arrow type \(known.name) (format \(shown)); cast to \(known.instead)")
  }
}
