import CPython

// Decimals, between Arrow's whole numbers of 128 bits and Python's objects.

private let wordBase: UInt64 = 1_000_000_000
private let wordDigits = 9
/// Digits that 128 bits hold, whatever they are.
private let mostDigits = 38

/// Ten to a power of at most 38.
private func powerOfTen(_ power: Int) -> UInt128 {
  var (result, rest): (UInt128, Int) = (1, power)
  while rest >= wordDigits {
    result = result &* UInt128(wordBase)
    rest -= wordDigits
  }
  for _ in 0..<rest { result = result &* 10 }
  return result
}

// MARK: To Python

/// Fills `old` anew when nobody else holds it, or makes a Decimal.
func boxDecimal(_ unscaled: Int128, _ detail: KindDetail?, _ old: Reference?) -> Reference? {
  guard let type = ValueClasses.decimal, let scale = detail?.scale else { return nil }
  var words: (UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0)
  let count = withUnsafeMutableBytes(of: &words) {
    split(unscaled.magnitude, into: $0.bindMemory(to: UInt32.self))
  }
  if count > 4 { return boxLongDecimal(unscaled, type, scale) }
  let isFree = old.map { python_reference_count($0) == 1 && python_is_of_type($0, type) != 0 }
  guard let box = isFree == true ? old : PyObject_CallNoArgs(type) else { return nil }
  withUnsafeBytes(of: words) {
    python_set_decimal(
      box, $0.bindMemory(to: UInt32.self).baseAddress.unsafelyUnwrapped, count, -scale,
      unscaled < 0 ? 1 : 0)
  }
  return box
}

/// Writes words of nine digits, the least significant first, and answers how many.
private func split(_ magnitude: UInt128, into words: UnsafeMutableBufferPointer<UInt32>) -> Int {
  var (rest, count) = (magnitude, 0)
  while rest > UInt128(UInt64.max) {
    let (quotient, word) = rest.quotientAndRemainder(dividingBy: UInt128(wordBase))
    words[count] = UInt32(truncatingIfNeeded: word)
    count += 1
    rest = quotient
  }
  var short = UInt64(truncatingIfNeeded: rest)
  repeat {
    let (quotient, word) = short.quotientAndRemainder(dividingBy: wordBase)
    words[count] = UInt32(truncatingIfNeeded: word)
    count += 1
    short = quotient
  } while short > 0
  return count
}

/// One of 37 or 38 digits, which a new Decimal has no room for: from its text.
private func boxLongDecimal(_ unscaled: Int128, _ type: Reference, _ scale: Int) -> Reference? {
  var text: [CChar] = []
  var rest = unscaled.magnitude
  while rest > 0 || text.count <= scale {
    if text.count == scale, scale > 0 { text.append(CChar(UInt8(ascii: "."))) }
    let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
    text.append(CChar(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)))
    rest = quotient
  }
  if unscaled < 0 { text.append(CChar(UInt8(ascii: "-"))) }
  text.reverse()
  guard let written = PyUnicode_FromStringAndSize(text, text.count) else { return nil }
  defer { python_release(written) }
  return PyObject_CallOneArg(type, written)
}

// MARK: From Python

/// The unscaled number, rounded half to even to the column's digits behind the point.
func unboxDecimal(_ value: Reference, _ detail: KindDetail?) throws(Misfit) -> Int128 {
  guard let type = ValueClasses.decimal, let detail, python_is_instance(value, type) != 0 else {
    throw .wrongType
  }
  let parts = python_decimal_parts(value)
  guard parts.isSpecial == 0 else { throw .outOfRange }
  let words = UnsafeBufferPointer(start: parts.words, count: parts.count)
  guard let top = words.last, top > 0 || words.count == 1 else { throw .outOfRange }
  if words.count == 1, top == 0 { return 0 }
  var digits = (words.count - 1) * wordDigits
  var rest = top
  while rest > 0 {
    digits += 1
    rest /= 10
  }
  // What is beyond either end is so whatever the digits are, and could not be added up.
  guard parts.exponent < 1000 else { throw .outOfRange }
  guard parts.exponent > -1_000_000_000 else { return 0 }
  let shift = parts.exponent + detail.scale
  guard digits + shift <= mostDigits else { throw .outOfRange }
  let magnitude =
    shift < 0
    ? rounded(words, digits, keeping: digits + shift) : joined(words) &* powerOfTen(shift)
  guard magnitude < powerOfTen(detail.precision) else { throw .outOfRange }
  let number = Int128(magnitude)
  return parts.isNegative != 0 ? -number : number
}

private func joined(_ words: UnsafeBufferPointer<UInt32>) -> UInt128 {
  if words.count <= 2 {
    let high = words.count == 2 ? UInt64(words[1]) &* wordBase : 0
    return UInt128(high &+ UInt64(words[0]))
  }
  return words.reversed().reduce(0) { $0 &* UInt128(wordBase) &+ UInt128($1) }
}

/// The first digits of a number, rounded by the others.
private func rounded(
  _ words: UnsafeBufferPointer<UInt32>, _ digits: Int, keeping count: Int
) -> UInt128 {
  guard count >= 0 else { return 0 }
  var (kept, position): (UInt128, Int) = (0, 0)
  var (next, isExact): (UInt32, Bool) = (0, true)
  for index in words.indices.reversed() {
    var divisor: UInt32 = 100_000_000
    if index == words.count - 1 {
      for _ in 0..<(words.count * wordDigits - digits) { divisor /= 10 }
    }
    while divisor > 0 {
      let digit = words[index] / divisor % 10
      if position < count {
        kept = kept &* 10 &+ UInt128(digit)
      } else if position == count {
        next = digit
      } else if digit != 0 {
        isExact = false
      }
      position += 1
      divisor /= 10
    }
  }
  let isUp = next > 5 || next == 5 && (!isExact || kept & 1 == 1)
  return isUp ? kept &+ 1 : kept
}
