import PythonGuest

extension Signature {
  /// The numbers of values the function can be called with.
  var arities: ClosedRange<Int> {
    let required = parameters.lastIndex { !$0.hasDefault }.map { $0 + 1 } ?? 0
    return required...parameters.count
  }

  /// Those numbers in words.
  var arityText: String {
    let count = arities.upperBound
    let least = arities.lowerBound == count ? "" : "\(arities.lowerBound) to "
    return "\(least)\(count) value\(count == 1 ? "" : "s")"
  }
}
