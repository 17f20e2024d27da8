import Columns

extension Signature {
  /// The numbers of values the function can be called with.
  public var arities: ClosedRange<Int> {
    requiredCount...(isVariadic ? max(Self.mostArguments, requiredCount) : parameters.count)
  }

  /// Those numbers in words.
  public var arityText: String {
    let count = arities.upperBound
    let least = arities.lowerBound == count ? "" : "\(arities.lowerBound) to "
    return "\(least)\(count) value\(count == 1 ? "" : "s")"
  }

  /// As the function's own first line says it.
  public var text: String {
    let list = parameters.map { parameter in
      "\(parameter.isVariadic ? "*" : "")\(parameter.name): \(parameter.type.text)"
        + (parameter.hasDefault ? " = …" : "")
    }
    let iterator = isAsync ? "AsyncIterator" : "Iterator"
    let result = kind == .table ? "\(iterator)[\(returns.text)]" : returns.text
    return "\(name)(\(list.joined(separator: ", "))) -> \(result)"
  }
}

extension ValueType {
  /// As Python declares it.
  public var text: String {
    isNullable && column != .null && column != .json ? "\(pythonName) | None" : pythonName
  }
}

extension NotOffered {
  /// A line that says why the function cannot be called.
  public var text: String {
    "not offered: \(name)\(line.map { " (line \($0))" } ?? ""): \(reason)"
  }
}
